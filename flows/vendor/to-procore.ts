import { type Ctx, type Link, type Plan, stateApply } from '@plumbline/flow-kit'
import {
  listInactiveVendors,
  listVendors,
  type Procore,
  syncVendors,
  type VendorUpdate,
} from '@plumbline/procore'
import type { Vendor } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'
import { addressFields, type VendorAddressFields } from './address.ts'
import { vendor } from './entity.ts'

/** What we keep of a Procore vendor: what we own, and what tells us whether we may touch the rest. */
export type SeenVendor = {
  id: string
  name: string | null
  is_active: boolean | null
  origin_id: string | null
  origin_code: string | null
} & Record<keyof VendorAddressFields, string | null>

const CONTACT = [
  'address',
  'city',
  'zip',
  'state_code',
  'country_code',
  'business_phone',
  'email_address',
] as const

/** Suppliers become vendors of the Procore company's directory (BUSINESS.md, Vendors; procore.md §4). */
export const vendorToProcore = stateApply<Vendor, VendorUpdate, Procore, Settings, SeenVendor, null>({
  name: 'vendor.to-procore',
  entity: vendor,
  to: 'procore',
  batch: 1000,
  scopes: () => ['company'],
  toTarget: planVendor,
  survey: async function* (procore) {
    for await (const one of listVendors(procore)) yield { targetId: one.id, seen: keep(one) }
    for await (const one of listInactiveVendors(procore)) yield { targetId: one.id, seen: keep(one) }
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
  const contact = Object.fromEntries(CONTACT.map(field => [field, one[field]]))
  return { id, name, is_active: is_active ?? true, origin_id, origin_code, ...contact } as SeenVendor
}

/** The external id of a supplier, unique in the company (DESIGN A6). */
export const vendorOrigin = ({ setid, vendor_id }: Pick<Vendor, 'setid' | 'vendor_id'>): string =>
  `ps:${setid}:${vendor_id}`

/** Why a supplier is not sent; null when it is. */
function notSent(value: Vendor): { code: string; why: string } | null {
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
  const left =
    ctx.meta.op !== 'put' ? { code: 'vendor-gone', why: 'the supplier is gone in PeopleSoft' } : null
  const reason = left ?? notSent(value)
  if (reason && !own) return { do: 'skip', ...reason }
  return {
    do: 'send',
    body: {
      ...(own && { id: own.nativeId }),
      origin_id,
      name: nameOf(value),
      origin_code: value.vendor_id,
      is_active: reason === null,
      ...contactToSend(value, own),
    },
  }
}

export const nameOf = ({ name1, name2 }: Pick<Vendor, 'name1' | 'name2'>): string =>
  name2 ? `${name1} ${name2}` : name1

/** Address and phone are ours only if we made the vendor, or where Procore has none (BUSINESS.md, Vendors). */
function contactToSend(value: Vendor, own: Link<SeenVendor> | null): Partial<VendorAddressFields> {
  const ours = addressFields(value.primary_address)
  if (!own || own.by === 'us') return ours
  const { business_phone, email_address, ...address } = ours
  const seen = own.seen
  const blank = (fields: readonly (keyof SeenVendor)[]) => fields.every(field => !seen?.[field])
  return {
    ...(blank(['address', 'city', 'zip', 'state_code', 'country_code']) && address),
    ...(blank(['business_phone']) && { business_phone }),
    ...(blank(['email_address']) && { email_address }),
  }
}

/** What PeopleSoft owns of a linked vendor: of one we made, the contact too. */
function ownedFields(
  x: { body: VendorUpdate } | { seen: SeenVendor },
  own: Link<SeenVendor> | null,
): unknown {
  const from: Partial<Record<string, unknown>> = 'body' in x ? x.body : x.seen
  const fields = ['name', 'is_active', 'origin_id', 'origin_code', ...(own?.by === 'adopted' ? [] : CONTACT)]
  return Object.fromEntries(fields.map(field => [field, from[field] ?? null]))
}

/**
 * Vendors that could be this supplier: ours by origin id; else those under the same visible code, or with the same
 * normalized name and zip code. Another supplier's vendors are none of ours.
 */
export function matchVendor(
  value: Vendor,
  among: { targetId: string; seen: SeenVendor }[],
): { targetId: string; seen: SeenVendor }[] {
  if (notSent(value)) return []
  const origin = vendorOrigin(value)
  const known = among.filter(one => one.seen.origin_id === origin)
  if (known.length > 0) return known
  const free = among.filter(one => !one.seen.origin_id?.startsWith('ps:'))
  const zip = value.primary_address?.postal ?? null
  const alike = (seen: SeenVendor) =>
    zip !== null && normalize(seen.name) === normalize(nameOf(value)) && zipOf(seen.zip) === zipOf(zip)
  return free.filter(({ seen }) => seen.origin_code === value.vendor_id || alike(seen))
}

/** Names compare without case, accents, punctuation and the usual company endings. */
export function normalize(name: string | null): string {
  return (name ?? '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replace(/[^a-z0-9]+/g, ' ')
    .replace(/\b(inc|incorporated|llc|ltd|limited|corp|corporation|co|company)\b/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** The five digits of a US zip code; other codes as they are, without blanks. */
const zipOf = (zip: string | null): string =>
  /^\d{5}/.exec(zip ?? '')?.[0] ?? (zip ?? '').replace(/\s/g, '').toUpperCase()
