import type { Row } from '../fields.ts'
import { openRange, ordinal } from '../journal/periods.ts'
import type { Site } from '../site.ts'
import { type Done, refuse } from './order.ts'

/**
 * Opens or closes a period of a business unit's ledger group: the open range grows to take it in, or ends before or begins
 * after it. @throws OrderError if a period in the middle is closed, or the row is not there
 */
export function changePeriod(site: Site, order: Readonly<Record<string, unknown>>): Done {
  const table = site.db.table('FIN_OPEN_PERIOD')
  const [unit, group] = [String(order.business_unit), String(order.ledger_group)]
  const at = { year: Number(order.fiscal_year), period: Number(order.period) }
  const row = [...table.under([unit, group])][0]
  if (!row) return refuse(`${unit} ${group} has no open periods`)
  const calendar = calendarOf(site, unit, row)
  const here = calendar.findIndex(one => ordinal(periodIn(one)) === ordinal(at))
  if (here < 0) return refuse(`the calendar has no period ${at.period} of ${at.year}`)
  const range = openRange(row)
  let from = calendar.findIndex(one => ordinal(periodIn(one)) >= range.from)
  let to = calendar.findLastIndex(one => ordinal(periodIn(one)) <= range.to)
  if (order.do === 'open-period') {
    from = Math.min(from, here)
    to = Math.max(to, here)
  } else if (here === to) to = here - 1
  else if (here === from) from = here + 1
  else if (here > from && here < to) return refuse('only the first or the last open period can be closed')
  const [first, last] = [calendar[from], calendar[to]]
  if (!first || !last || from > to) return refuse('one period at least stays open')
  const after = table.put({
    ...row,
    OPEN_YEAR_FROM: first.FISCAL_YEAR!,
    OPEN_PERIOD_FROM: first.ACCOUNTING_PERIOD!,
    OPEN_FROM_DATE: first.BEGIN_DT!,
    OPEN_YEAR_TO: last.FISCAL_YEAR!,
    OPEN_PERIOD_TO: last.ACCOUNTING_PERIOD!,
    OPEN_TO_DATE: last.END_DT!,
  })
  return { collection: 'FIN_OPEN_PERIOD', key: table.keyText(row), before: row, after }
}

function calendarOf({ db }: Site, unit: string, row: Row): Row[] {
  return [...db.table('CAL_DETP_TBL').under([db.setid(unit, 'CAL_DETP_TBL') ?? '', row.CALENDAR_ID!])]
}

function periodIn(row: Row): { year: number; period: number } {
  return { year: Number(row.FISCAL_YEAR), period: Number(row.ACCOUNTING_PERIOD) }
}
