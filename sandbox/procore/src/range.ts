import { badRequest } from './refusal.ts'

const DATE = /^\d{4}-\d\d-\d\d$/
const DAY = 24 * 3600 * 1000

/**
 * A date range filter `A...B`, quoted or bare: dates, date-times with `Z` or an offset (procore.md §2.3). One value
 * alone means that day or that second; an open end is none. Whole days of a date count.
 * @throws Refusal 400 if it is none of these.
 */
export function rangeFilter(name: string, text: string, bounds: 'inclusive' | 'exclusive') {
  const [from = '', to = from] = text
    .replace(/^"|"$/g, '')
    .split('...')
    .map(end => end.replace(/^"|"$/g, ''))
  const start = from === '' ? Number.NEGATIVE_INFINITY : readEnd(name, from, 0)
  const end = to === '' ? Number.POSITIVE_INFINITY : readEnd(name, to, DAY - 1)
  return (value: string | null | undefined): boolean => {
    if (!value) return false
    const at = Date.parse(value)
    return bounds === 'inclusive' ? at >= start && at <= end : at > start && at < end
  }
}

function readEnd(name: string, text: string, ofDay: number): number {
  // a plus that the caller did not escape arrives as a blank
  const time = Date.parse(text.replace(' ', '+'))
  if (Number.isNaN(time)) throw badRequest(name, `is not a date range: ${text}`)
  return DATE.test(text) ? time + ofDay : time
}
