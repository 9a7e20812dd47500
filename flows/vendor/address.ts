import type { VendorAddress } from '@plumbline/schemas'
import countries from 'i18n-iso-countries'

/** The contact fields of a Procore vendor (procore.md §4.2): one street line, two-letter codes. */
export type VendorAddressFields = {
  address: string | null
  city: string | null
  zip: string | null
  state_code: string | null
  country_code: string | null
  business_phone: string | null
  email_address: string | null
}

/** A PeopleSoft address in Procore's form; all null where there is none. */
export function addressFields(from: VendorAddress | null): VendorAddressFields {
  const lines = [from?.address1, from?.address2, from?.address3, from?.address4].filter(Boolean)
  const country = from?.country ? (countries.alpha3ToAlpha2(from.country) ?? null) : null
  return {
    address: lines.join(', ') || null,
    city: from?.city ?? null,
    zip: from?.postal ?? null,
    state_code: from?.state && /^[A-Z]{2}$/.test(from.state) ? from.state : null,
    country_code: country,
    business_phone: phoneOf(from),
    email_address: from?.email ?? null,
  }
}

function phoneOf(from: VendorAddress | null): string | null {
  if (!from?.phone) return null
  const prefix = from.phone_country_code ? `+${from.phone_country_code} ` : ''
  return `${prefix}${from.phone}${from.phone_extension ? ` x${from.phone_extension}` : ''}`
}
