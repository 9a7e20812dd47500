import type { Vendor } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'
import { nameOf, type SeenVendor, vendorOrigin, whyNotSent } from './plan.ts'

type Candidate = { targetId: string; seen: SeenVendor }

/**
 * Vendors that could be this supplier: ours by origin id, whatever its status; else, of a supplier that is to be sent,
 * those under the same visible code, or with the same normalized name and zip code. Another supplier's vendors are none
 * of ours; a vendor of another integration is named, and never taken (`planVendor` holds).
 */
export function matchVendor(value: Vendor, among: Candidate[], settings: Settings): Candidate[] {
  const origin = vendorOrigin(value)
  const known = among.filter(one => one.seen.origin_id === origin)
  if (known.length > 0 || whyNotSent(value, settings)) return known
  return among.filter(
    ({ seen }) =>
      !seen.origin_id?.startsWith('ps:') && (seen.origin_code === value.vendor_id || isAlike(value, seen)),
  )
}

function isAlike(value: Vendor, seen: SeenVendor): boolean {
  // The cheap half first: a first sync compares every supplier with every vendor that is there.
  const zip = zipOf(value.primary_address?.postal ?? null)
  if (zip === '' || zip !== zipOf(seen.zip)) return false
  const name = normalize(nameOf(value))
  return name !== '' && name === normalize(seen.name)
}

/** Names compare without case, accents, punctuation and the usual company endings; '' where nothing is left. */
export function normalize(name: string | null): string {
  return (name ?? '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replace(/[’']/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .replace(/\b(inc|incorporated|llc|ltd|limited|corp|corporation|co|company)\b/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** The five digits of a US zip code; other codes as they are, without blanks. */
const zipOf = (zip: string | null): string =>
  /^\d{5}/.exec(zip ?? '')?.[0] ?? (zip ?? '').replace(/\s/g, '').toUpperCase()
