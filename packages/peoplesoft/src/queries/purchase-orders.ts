import { purchaseOrderFields } from '../purchase-order-fields.ts'
import type { QueryColumn, QueryDefinition, QueryRecord } from '../query-definition.ts'
import { asking, beyond, equal, type QuerySite, stamped } from './parts.ts'

const levels = [
  { alias: 'A', record: 'PO_HDR', keys: [], fields: purchaseOrderFields.header },
  { alias: 'B', record: 'PO_LINE', keys: [], fields: purchaseOrderFields.line },
  { alias: 'C', record: 'PO_LINE_SHIP', keys: ['LINE_NBR'], fields: purchaseOrderFields.schedule },
  {
    alias: 'D',
    record: 'PO_LINE_DISTRIB',
    keys: ['LINE_NBR', 'SCHED_NBR'],
    fields: purchaseOrderFields.distribution,
  },
] as const

/** No order is saved without a line, a schedule and a distribution: inner joins leave nothing out. */
const records: QueryRecord[] = levels.map(({ alias, record, keys }, at) => {
  const above = levels[at - 1]?.alias
  if (!above) return { alias, record }
  return {
    alias,
    record,
    join: {
      kind: 'inner',
      on: ['BUSINESS_UNIT', 'PO_ID', ...keys].map(key => ({
        field: `${alias}.${key}`,
        equals: `${above}.${key}`,
      })),
    },
  }
})

const columns: QueryColumn[] = levels.flatMap(({ alias, fields }) =>
  Object.entries(fields).map(([name, [type, length, about]]) => ({
    field: `${alias}.${name}`,
    type,
    length,
    about,
  })),
)

const order = ['A.PO_ID', 'B.LINE_NBR', 'C.SCHED_NBR', 'D.DISTRIB_LINE_NUM']

/**
 * Purchase orders with lines, schedules and distributions: all of a business unit, one, those changed by the
 * delivered stamp LAST_DTTM_UPDATE, those that bear a reference (peoplesoft.md §5.4).
 */
export function purchaseOrderQueries(site: QuerySite): QueryDefinition[] {
  const unit = equal('A.BUSINESS_UNIT', 'BUSINESS_UNIT', 5, 'Purchasing business unit')
  const offset = beyond('A.PO_ID', 'PO_ID_OFFSET', 10)
  const keyset = { prompt: 'PO_ID_OFFSET', field: 'A.PO_ID' }
  const query = (
    name: string,
    purpose: string,
    asked: Pick<QueryDefinition, 'prompts' | 'criteria'>,
  ): QueryDefinition => ({
    name,
    purpose,
    records,
    columns,
    order,
    prompts: asked.prompts,
    criteria: [...asked.criteria, { field: 'D.DST_ACCT_TYPE', is: '=', to: { value: 'DST' } }],
  })
  const from = stamped('A.LAST_DTTM_UPDATE', '>=', site)
  const to = stamped('A.LAST_DTTM_UPDATE', '<=', site)
  return [
    {
      ...query('PLB_PO', 'All purchase orders of a business unit, page by page.', asking(unit, offset)),
      keyset,
    },
    query('PLB_PO_ONE', 'One purchase order.', asking(unit, equal('A.PO_ID', 'PO_ID', 10, 'Purchase order'))),
    {
      ...query(
        'PLB_PO_CHG',
        'Purchase orders of a business unit changed within a time, page by page.',
        asking(unit, from, to, offset),
      ),
      keyset,
    },
    query(
      'PLB_PO_BY_REF',
      'Purchase orders that bear a reference: was an order from Procore stored already?',
      asking(unit, equal('A.PO_REF', 'PO_REF', 30, 'Reference')),
    ),
  ]
}
