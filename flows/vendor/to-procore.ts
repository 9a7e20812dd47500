import { stateApply } from '@plumbline/flow-kit'
import {
  listInactiveVendors,
  listVendors,
  type Procore,
  syncVendors,
  type VendorUpdate,
} from '@plumbline/procore'
import type { Vendor } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'
import { vendor } from './entity.ts'
import { matchVendor } from './match.ts'
import { contactFields, ownedFields, planVendor, type SeenVendor } from './plan.ts'

/** Suppliers become vendors of the Procore company's directory (BUSINESS.md, Vendors; procore.md §4). */
export const vendorToProcore = stateApply<Vendor, VendorUpdate, Procore, Settings, SeenVendor, null>({
  name: 'vendor.to-procore',
  entity: vendor,
  to: 'procore',
  batch: 1000,
  scopes: () => ['company'],
  toTarget: planVendor,
  survey: async function* (procore) {
    const listed = new Set<string>()
    for await (const one of listVendors(procore)) {
      listed.add(one.id)
      yield { targetId: one.id, seen: keep(one) }
    }
    // Whether the first list leaves inactive ones out is not known (procore.md §4.1): none may come twice.
    for await (const one of listInactiveVendors(procore))
      if (!listed.has(one.id)) yield { targetId: one.id, seen: keep(one) }
  },
  match: matchVendor,
  owned: ownedFields,
  write: async (procore, _scope, bodies) =>
    (await syncVendors(procore, bodies)).map(outcome =>
      outcome.is === 'applied' || outcome.is === 'accepted'
        ? { ...outcome, seen: keep(outcome.seen) }
        : outcome,
    ),
})

function keep(one: Record<keyof SeenVendor, string | boolean | null>): SeenVendor {
  const { id, name, is_active, origin_id, origin_code } = one
  const contact = Object.fromEntries(contactFields.map(field => [field, one[field]]))
  return { id, name, is_active: is_active ?? true, origin_id, origin_code, ...contact } as SeenVendor
}
