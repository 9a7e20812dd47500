import type { Ctx, Link, Plan, Why } from '@plumbline/flow-kit'
import type { VendorUpdate } from '@plumbline/procore'
import type { Vendor } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'
import { addressFields, type VendorAddressFields } from './address.ts'

/** What we keep of a Procore vendor: what we own, and what tells us whether we may touch the rest. */
export type SeenVendor = {
  id: string
  name: string | null
  is_active: boolean | null
  origin_id: string | null
  origin_code: string | null
} & VendorAddressFields

type ContactField = keyof VendorAddressFields

const ADDRESS: ContactField[] = ['address', 'city', 'zip', 'state_code', 'country_code']
/** Each is written as a whole or not at all. */
const CONTACT: ContactField[][] = [ADDRESS, ['business_phone'], ['email_address']]
export const contactFields: ContactField[] = CONTACT.flat()

/** The external id of a supplier, unique in the company (DESIGN A6). */
export const vendorOrigin = ({ setid, vendor_id }: Pick<Vendor, 'setid' | 'vendor_id'>): string =>
  `ps:${setid}:${vendor_id}`

/** NAME1 with its second line. At most 81 characters, which Procore takes whole: nothing is cut. */
export const nameOf = ({ name1, name2 }: Pick<Vendor, 'name1' | 'name2'>): string =>
  [name1, name2].filter(Boolean).join(' ')

/** Why a supplier is not among Procore's active vendors; null when it is (BUSINESS.md, Vendors). */
export function whyNotSent(value: Vendor, settings: Settings): Why | null {
  if (!settings.flows.vendor.setids.includes(value.setid))
    return { code: 'vendor-out-of-scope', why: `SetID ${value.setid} is not carried` }
  if (value.status !== 'approved')
    return {
      code: `vendor-${value.status}`,
      why: `supplier status is ${value.status} (${value.status_raw ?? 'blank'})`,
    }
  if (value.class !== 'outside-party')
    return {
      code: 'vendor-class',
      why: `supplier class is ${value.class} (${value.class_raw ?? 'blank'}), not an outside party`,
    }
  if (value.persistence === 'one-time' || value.persistence === 'single-payment')
    return { code: 'vendor-one-time', why: `a ${value.persistence} supplier` }
  return null
}

/** A word that we do not know says nothing: vendors in use are not closed for it. */
const isUnclear = ({ status, class: kind }: Vendor): boolean =>
  status === 'unknown' || (status === 'approved' && kind === 'unknown')

/** What one revision of a supplier means for Procore. Pure. */
export function planVendor(value: Vendor, ctx: Ctx<Settings, null, SeenVendor>): Plan<VendorUpdate> {
  const origin_id = vendorOrigin(value)
  const { own } = ctx
  if (own?.seen?.origin_id && own.seen.origin_id !== origin_id)
    return {
      do: 'hold',
      code: 'foreign-origin-id',
      why: `Procore vendor ${own.nativeId} (${own.seen.name}) belongs to another integration (origin id ${own.seen.origin_id})`,
    }
  const gone = ctx.meta.op !== 'put'
  const reason = gone
    ? { code: 'vendor-gone', why: 'the supplier is gone in PeopleSoft' }
    : whyNotSent(value, ctx.settings)
  if (reason && !own) return { do: 'skip', ...reason }
  if (reason && !gone && isUnclear(value)) return { do: 'hold', ...reason }
  const name = nameOf(value)
  if (!name)
    return {
      do: 'hold',
      code: 'vendor-without-name',
      why: `supplier ${value.vendor_id} of ${value.setid} has no name in PeopleSoft`,
    }
  return {
    do: 'send',
    body: {
      ...(own && { id: own.nativeId }),
      origin_id,
      name,
      origin_code: value.vendor_id,
      is_active: reason === null,
      ...contactToSend(value, own),
    },
  }
}

/** Address and phone are ours only if we made the vendor, or where Procore has none (BUSINESS.md, Vendors). */
function ownContact(own: Link<SeenVendor> | null): ContactField[] {
  if (!own || own.by === 'us') return contactFields
  const { seen } = own
  return seen === null ? [] : CONTACT.filter(part => part.every(field => !seen[field])).flat()
}

function contactToSend(value: Vendor, own: Link<SeenVendor> | null): Partial<VendorAddressFields> {
  const ours = addressFields(value.primary_address)
  return Object.fromEntries(ownContact(own).map(field => [field, ours[field]]))
}

/** What PeopleSoft owns of a linked vendor, contact included where that is ours. */
export function ownedFields(
  x: { body: VendorUpdate } | { seen: SeenVendor },
  own: Link<SeenVendor> | null,
): unknown {
  const from: Partial<Record<string, unknown>> = 'body' in x ? x.body : x.seen
  const fields = ['name', 'is_active', 'origin_id', 'origin_code', ...ownContact(own)]
  return Object.fromEntries(fields.map(field => [field, from[field] ?? null]))
}
