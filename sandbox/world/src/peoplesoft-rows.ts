import { codingRecords } from './peoplesoft-records/coding.ts'
import { journalRecords } from './peoplesoft-records/journals.ts'
import { ledgerRecords } from './peoplesoft-records/ledger.ts'
import { purchasingRecords } from './peoplesoft-records/purchasing.ts'
import { securityRecords } from './peoplesoft-records/security.ts'
import { supplierRecords } from './peoplesoft-records/suppliers.ts'

/**
 * The records of the PeopleSoft sandbox: PeopleSoft's names, keys in order, and formats as its record dictionaries write
 * them: `C10` text of at most 10, `N26.3` number with 3 decimals, `D` day, `T` date-time; `=` is what an absent field gets
 * (else one blank, 0 or null: peoplesoft.md §5.1).
 */
export const peoplesoftRecords = {
  ...supplierRecords,
  ...codingRecords,
  ...ledgerRecords,
  ...journalRecords,
  ...purchasingRecords,
  ...securityRecords,
} as const satisfies Record<string, { key: readonly string[]; fields: Record<string, string> }>

export type PeoplesoftRecord = keyof typeof peoplesoftRecords

/** Decimals are texts; whole numbers may be numbers; days are `YYYY-MM-DD`, date-times base-zone wall clock `YYYY-MM-DDTHH:MM:SS`. */
type Value<Format> = Format extends `C${string}`
  ? string
  : Format extends `N${string}.${string}`
    ? string
    : Format extends `N${string}`
      ? number | string
      : string | null

type Fields<R extends PeoplesoftRecord> = (typeof peoplesoftRecords)[R]['fields']
type Key<R extends PeoplesoftRecord> = (typeof peoplesoftRecords)[R]['key'][number]

/** One seedable row: the keys, what else it wants to say, and the site's own columns (`ZZ_…`, date-times). */
export type PeoplesoftRow<R extends PeoplesoftRecord> = {
  [F in keyof Fields<R> as F extends Key<R> ? F : never]: Value<Fields<R>[F]>
} & {
  [F in keyof Fields<R> as F extends Key<R> ? never : F]?: Value<Fields<R>[F]>
} & { [column: `ZZ_${string}`]: string | null }

/** What a PeopleSoft sandbox starts from, record by record. */
export type PeoplesoftRows = { [R in PeoplesoftRecord]?: PeoplesoftRow<R>[] }
