import { accountQueries, codingQueries } from './queries/chartfields.ts'
import { ledgerQueries } from './queries/ledger.ts'
import type { QuerySite } from './queries/parts.ts'
import { purchaseOrderQueries } from './queries/purchase-orders.ts'
import { supplierQueries } from './queries/suppliers.ts'
import type { QueryDefinition } from './query-definition.ts'
import type { PeopleSoftSettings } from './settings.ts'

export type { QuerySite } from './queries/parts.ts'

/** Our names of the queries. A site may call them otherwise (`queries` in the settings). */
export type QueryName =
  | 'PLB_VENDOR'
  | 'PLB_VENDOR_ONE'
  | 'PLB_VENDOR_CHG'
  | 'PLB_ACCOUNT'
  | 'PLB_ACCOUNT_ONE'
  | 'PLB_ACCOUNT_CHG'
  | 'PLB_DEPT'
  | 'PLB_PROJECT'
  | 'PLB_ACTIVITY'
  | 'PLB_SETCNTRL'
  | 'PLB_OPEN_PERIOD'
  | 'PLB_CALENDAR'
  | 'PLB_VOUCHER'
  | 'PLB_JRNL_STATUS'
  | 'PLB_PO'
  | 'PLB_PO_ONE'
  | 'PLB_PO_CHG'
  | 'PLB_PO_BY_REF'

/**
 * Every query that Plumbline runs, as the site's administrator builds them. `PLB_VENDOR_CHG` and
 * `PLB_ACCOUNT_CHG` exist only where the site has a change column on that record.
 */
export function queryDefinitions(site: QuerySite): QueryDefinition[] {
  return [
    ...supplierQueries(site),
    ...accountQueries(site),
    ...codingQueries,
    ...ledgerQueries(site),
    ...purchaseOrderQueries(site),
  ]
}

/** What a connection's settings say about the queries. */
export function querySite(
  settings: Pick<PeopleSoftSettings, 'stamp_columns' | 'datetime_prompt'>,
): QuerySite {
  return {
    stampColumns: settings.stamp_columns,
    changePrompts: settings.datetime_prompt === 'date' ? 'date' : 'datetime',
  }
}
