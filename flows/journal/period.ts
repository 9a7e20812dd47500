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

export type DateChoice = { date: string; why: string } | { hold: string; code: string }

/** The ordinary period of a day; adjustment periods such as 998 are never chosen. */
export function periodOf({ calendar }: LedgerPeriods, day: string): Period | null {
  return calendar.find(({ period, begin, end }) => period < 900 && begin <= day && day <= end) ?? null
}

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
  /** A person has let it go: a prior year and a future date are no longer in the way. */
  released: boolean
}

/**
 * The accounting date (BUSINESS.md, Date): the day itself where its period is open; else the first day of the next open
 * period, or a hold. Prior fiscal years and future days hold. Period 998 never.
 */
export function chooseDate(question: DateQuestion): DateChoice {
  const { periods, ledgerGroup, wanted, today, closedPeriod, released } = question
  const own = periodOf(periods, wanted)
  if (!own) return { hold: `no period of the calendar holds ${wanted}`, code: 'no-period' }
  if (wanted > today && !released) return { hold: `${wanted} lies in the future`, code: 'future-date' }
  const now = periodOf(periods, today)
  if (now && own.year < now.year && !released)
    return {
      hold: `${wanted} is of fiscal year ${own.year}, before the current ${now.year}`,
      code: 'prior-year',
    }
  if (isOpen(periods, ledgerGroup, wanted))
    return { date: wanted, why: `period ${own.period}/${own.year} is open` }
  const closed = `period ${own.period}/${own.year} is closed`
  if (closedPeriod === 'hold' && !released) return { hold: closed, code: 'period-closed' }
  const next = firstOpenDay(periods, ledgerGroup, own.end)
  if (next === null || next > today)
    return { hold: `${closed}, and no later one is open yet`, code: 'no-open-period' }
  return { date: next, why: `${closed}; the next open one begins on ${next}` }
}

function firstOpenDay(periods: LedgerPeriods, ledgerGroup: string, after: string): string | null {
  const later = periods.calendar.filter(({ period, begin }) => period < 900 && begin > after)
  const open = later.filter(period =>
    periods.open.some(range => covers(range, ledgerGroup, period, period.begin)),
  )
  return open.map(period => period.begin).sort()[0] ?? null
}
