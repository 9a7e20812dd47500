import { entity } from '@plumbline/flow-kit'
import type { GlAccount } from '@plumbline/schemas'

/** A PeopleSoft GL account as in force today. Key `<SETID>:<ACCOUNT>`. */
export const glAccount = entity<GlAccount>({ name: 'gl-account', schema: 'plumbline.v1.GlAccount' })

/** The entity key of an account. */
export const accountKey = (setid: string, account: string): string => `${setid}:${account}`
