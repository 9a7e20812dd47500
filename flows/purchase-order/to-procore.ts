import { stateApply } from '@plumbline/flow-kit'
import {
  listCommitments,
  listCostCodes,
  listLineItemTypes,
  listProjectVendors,
  listUnits,
  type Procore,
} from '@plumbline/procore'
import type { PurchaseOrder } from '@plumbline/schemas'
import { commitmentKinds } from '../commitments.ts'
import { projectOf, type Settings } from '../connection.ts'
import { remember } from '../remember.ts'
import { purchaseOrder } from './entity.ts'
import { type CommitmentBody, ownedCommitment } from './to-procore-body.ts'
import type { ProjectFacts } from './to-procore-coding.ts'
import { matchCommitment, planCommitment, supplierRef } from './to-procore-plan.ts'
import { type SeenCommitment, toSeen } from './to-procore-seen.ts'
import { writeCommitments } from './to-procore-write.ts'

/** The company's own lists change seldom. */
const COMPANY_KEPT_MS = 60_000

/** PeopleSoft orders become commitments of the project (BUSINESS.md, Purchase orders; procore.md §6). */
export const purchaseOrderToProcore = stateApply<
  PurchaseOrder,
  CommitmentBody,
  Procore,
  Settings,
  SeenCommitment,
  ProjectFacts
>({
  name: 'purchase-order.to-procore',
  entity: purchaseOrder,
  to: 'procore',
  // Each costs a call or more of its own, for its lines.
  batch: 20,
  scopes: ({ header }, settings) =>
    settings.flows['purchase-order'] && projectOf(settings, header.project_id) ? [header.project_id!] : [],
  facts: readProjectFacts,
  refs: ({ vendor_setid, vendor_id }) =>
    vendor_setid && vendor_id ? [supplierRef(vendor_setid, vendor_id)] : [],
  toTarget: planCommitment,
  survey: async function* (procore, project) {
    for (const kind of commitmentKinds)
      for await (const one of listCommitments(procore, project, kind))
        yield { targetId: one.id, seen: toSeen(one, one.line_items) }
  },
  match: matchCommitment,
  owned: ownedCommitment,
  write: writeCommitments,
})

async function readProjectFacts(procore: Procore, project: string): Promise<ProjectFacts> {
  const [codes, types, units, vendors] = await Promise.all([
    Array.fromAsync(listCostCodes(procore, project)),
    remember(procore, 'cost types', COMPANY_KEPT_MS, () => Array.fromAsync(listLineItemTypes(procore))),
    remember(procore, 'units', COMPANY_KEPT_MS, () => Array.fromAsync(listUnits(procore))),
    Array.fromAsync(listProjectVendors(procore, project)),
  ])
  return {
    costCodes: Object.fromEntries(
      codes.flatMap(({ id, full_code, deleted_at }) =>
        full_code && deleted_at === null ? [[full_code, id]] : [],
      ),
    ),
    costTypes: Object.fromEntries(types.flatMap(({ id, code }) => (code ? [[code, id]] : []))),
    units: units.map(unit => unit.name),
    vendors: vendors.map(vendor => vendor.id),
  }
}
