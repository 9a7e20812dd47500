import { postingApply } from '@plumbline/flow-kit'
import type { JournalBody, PeopleSoft } from '@plumbline/peoplesoft'
import type { DirectCost } from '@plumbline/schemas'
import { invoiceClaims } from '../claims.ts'
import { projectOf, type Settings } from '../connection.ts'
import { accountRefs } from '../journal/coded-lines.ts'
import { type LedgerFacts, readLedgerFacts } from '../journal/facts.ts'
import { journalId } from '../journal/marker.ts'
import { journalTarget } from '../journal/target.ts'
import { directCost } from './entity.ts'
import { planCost, policyOf } from './plan.ts'
import { askVoucher, vendorLink } from './voucher.ts'

/** Approved direct costs become balanced GL journals (BUSINESS.md, Direct costs → journals). */
export const directCostToPeoplesoft = postingApply<
  DirectCost,
  JournalBody,
  PeopleSoft,
  Settings,
  unknown,
  LedgerFacts
>({
  name: 'direct-cost.to-peoplesoft',
  entity: directCost,
  to: 'peoplesoft',
  batch: 20,
  scopes: (cost, settings) => (projectOf(settings, cost.header.project_id) ? [cost.header.project_id!] : []),
  facts: readLedgerFacts,
  refs: (cost, scope, settings, facts) => [
    ...accountRefs(cost.lines, scope, settings, facts),
    ...(cost.vendor_id ? [vendorLink(cost.vendor_id)] : []),
  ],
  claims: (cost, settings) => (isJournalled(cost, settings) ? invoiceClaims(cost) : []),
  ask: async (ps, cost, settings, link) =>
    isJournalled(cost, settings) ? await askVoucher(ps, cost, settings, link) : null,
  toTarget: planCost,
  targetId: journalId,
  ...journalTarget,
})

const isJournalled = (cost: DirectCost, settings: Settings): boolean =>
  policyOf(cost, settings) === 'journal' && cost.status === 'approved' && !cost.header.foreign_origin_id
