import { entity } from '@plumbline/flow-kit'
import type { Vendor } from '@plumbline/schemas'

/** A PeopleSoft supplier. Key `<SETID>:<VENDOR_ID>`. */
export const vendor = entity<Vendor>({ name: 'vendor', schema: 'plumbline.v1.Vendor' })

/** The entity key of a supplier. */
export const vendorKey = (setid: string, vendorId: string): string => `${setid}:${vendorId}`
