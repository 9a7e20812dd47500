/** A period of a calendar; days are `YYYY-MM-DD`, both inclusive. */
export type Period = { year: number; period: number; begin: string; end: string }

/** What is open for a business unit and ledger group (FIN_OPEN_PERIOD, peoplesoft.md §5.3). */
export type OpenRange = {
  ledgerGroup: string
  yearFrom: number
  periodFrom: number
  yearTo: number
  periodTo: number
  fromDate: string | null
  toDate: string | null
}

export type LedgerPeriods = { calendar: Period[]; open: OpenRange[] }

/** A day, and why it; else a code and what is in the way. `missing`: it ends by itself, when PeopleSoft says otherwise. */
export type DateChoice = { date: string; why: string } | { code: string; why: string; missing: boolean }

/** The ordinary period of a day; adjustment periods such as 998 are never chosen. */
export function periodOf({ calendar }: LedgerPeriods, day: string): Period | null {
  return calendar.find(one => isOrdinary(one) && one.begin <= day && day <= one.end) ?? null
}

const isOrdinary = ({ period }: Period): boolean => period > 0 && period < 900

/** Whether a journal of this ledger group may be dated on a day. */
export function isOpen(periods: LedgerPeriods, ledgerGroup: string, day: string): boolean {
  const period = periodOf(periods, day)
  return period !== null && periods.open.some(range => covers(range, ledgerGroup, period, day))
}

function covers(range: OpenRange, ledgerGroup: string, { year, period }: Period, day: string): boolean {
  const at = year * 1000 + period
  return (
    range.ledgerGroup === ledgerGroup &&
    range.yearFrom * 1000 + range.periodFrom <= at &&
    at <= range.yearTo * 1000 + range.periodTo &&
    (range.fromDate === null || range.fromDate <= day) &&
    (range.toDate === null || day <= range.toDate)
  )
}

export type DateQuestion = {
  periods: LedgerPeriods
  ledgerGroup: string
  /** The day the journal should bear. */
  wanted: string
  today: string
  closedPeriod: 'next-open' | 'hold'
  /** A person has let it go: a prior year, a future date and a closed period are no longer in the way. */
  released: boolean
}

/**
 * The accounting date (BUSINESS.md, Date): the day itself where its period is open; else the first day of the next open
 * period, or a hold. Prior fiscal years and future days hold. Period 998 never.
 */
export function chooseDate(question: DateQuestion): DateChoice {
  const { periods, ledgerGroup, wanted, today, closedPeriod, released } = question
  const stop = (code: string, why: string, missing = false): DateChoice => ({ code, why, missing })
  const own = periodOf(periods, wanted)
  const now = periodOf(periods, today)
  if (!own || !now)
    return stop('no-period', `no period of the calendar holds ${own ? `today, ${today}` : wanted}`, true)
  if (wanted > today && !released) return stop('future-date', `${wanted} lies in the future`)
  if (own.year < now.year && !released)
    return stop(
      'prior-year',
      `${wanted} is of fiscal year ${own.year}, before the current fiscal year ${now.year}`,
    )
  if (isOpen(periods, ledgerGroup, wanted))
    return { date: wanted, why: `period ${own.period}/${own.year} is open` }
  const closed = `period ${own.period}/${own.year} is closed`
  if (closedPeriod === 'hold' && !released) return stop('period-closed', closed)
  const next = firstOpenDay(periods, ledgerGroup, wanted)
  if (next === null || next > today)
    return stop('no-open-period', `${closed}, and no later one is open yet`, true)
  return { date: next, why: `${closed}; the next open one begins on ${next}` }
}

function firstOpenDay(periods: LedgerPeriods, ledgerGroup: string, after: string): string | null {
  const days = periods.calendar
    .filter(isOrdinary)
    .flatMap(period => periods.open.map(range => later(period.begin, range.fromDate)))
  return days.filter(day => day > after && isOpen(periods, ledgerGroup, day)).sort()[0] ?? null
}

const later = (a: string, b: string | null): string => (b !== null && b > a ? b : a)
