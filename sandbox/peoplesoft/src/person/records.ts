import { isDeepStrictEqual } from 'node:util'
import { type Row, storedValues, wholeRow } from '../fields.ts'
import { isPosted } from '../journal/journals.ts'
import { AUDIT_COLUMN } from '../query/catalog.ts'
import { type Site, wallNow } from '../site.ts'
import type { Table } from '../table.ts'
import { type Done, fieldsOf, refuse } from './order.ts'

/** Records that have the site's change column, and those whose change moves it on their supplier. */
const audited: readonly string[] = ['VENDOR', 'GL_ACCOUNT_TBL']
const ofSupplier: readonly string[] = ['VENDOR_ADDR', 'VENDOR_ADDR_PHN', 'VENDOR_LOC']

/** A row of any record inserted, updated or deleted, as a user does it on a page. @throws if the order does not fit */
export function changeRow(site: Site, order: Readonly<Record<string, unknown>>): Done {
  const table = tableOf(site, order.record)
  const { name } = table.shape
  const [key, set] = [fieldsOf(order.key), fieldsOf(order.set)]
  const twice = Object.keys(set).find(field => field in key)
  if (twice) return refuse(`${twice} stands in key and in set: a key cannot be changed`)
  const given = storedValues(table.shape, { ...key, ...set })
  const missing = table.shape.key.find(field => !given[field])
  if (missing) return refuse(`the key of ${name} lacks ${missing}`)
  const before = table.get(given)
  if (order.do === 'insert' && before) return refuse(`${name} ${table.keyText(given)} exists already`)
  if (order.do !== 'insert' && !before) return refuse(`there is no ${name} ${table.keyText(given)}`)
  refusePosted(site, name, given)

  const after =
    order.do === 'delete'
      ? null
      : order.do === 'insert'
        ? wholeRow(table.shape, given)
        : { ...before, ...given }
  if (!isDeepStrictEqual(before, after)) {
    if (after === null) table.delete(before!)
    else table.put({ ...after, ...(audited.includes(name) && stamp(site)) })
    if (ofSupplier.includes(name)) touchSupplier(site, given)
  }
  return {
    collection: name,
    key: table.keyText(given),
    before: before ?? null,
    after: after && (table.get(given) ?? null),
  }
}

/** The change column's new value, where the site has one. */
export function stamp(site: Site): Row {
  return site.switches.get('auditColumns') === 'yes' ? { [AUDIT_COLUMN]: wallNow(site, 'milliseconds') } : {}
}

function touchSupplier(site: Site, key: Row): void {
  const table = site.db.table('VENDOR')
  const supplier = table.get(key)
  if (supplier) table.put({ ...supplier, ...stamp(site) })
}

function tableOf({ db }: Site, record: unknown): Table {
  const table = typeof record === 'string' ? db.find(record) : undefined
  return table ?? refuse(`there is no record ${String(record)}`)
}

/** A posted journal can be unposted, but not changed (peoplesoft.md §5.5). */
function refusePosted({ db }: Site, record: string, key: Row): void {
  if (record !== 'JRNL_HEADER' && record !== 'JRNL_LN') return
  const header = db.table('JRNL_HEADER').get(key)
  if (header && isPosted(header)) refuse(`journal ${key.JOURNAL_ID} is posted: unpost it instead`)
}
