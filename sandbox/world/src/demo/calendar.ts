/**
 * The demonstration's world is made around one day, so that "closed", "prior year" and "future" stay true whenever it is
 * started: the fiscal year begins eight months before that day's month, whatever month that is. Days are `YYYY-MM-DD`.
 */
export type Calendar = {
  today: string
  /** First day of the fiscal year that holds today; today is in its period 9. */
  yearBegins: string
}

/** The day it is now where the demonstration's company keeps its books: what both sandboxes make the world around. */
export function demoToday(): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/Chicago' }).format(new Date())
}

/** The calendar of a world that is made on a day. */
export function calendarOf(today: string): Calendar {
  return { today, yearBegins: monthStart(today, -8) }
}

/** The day so many days later; earlier if negative. */
export function addDays(day: string, days: number): string {
  return text(new Date(Date.parse(day) + days * 86_400_000))
}

/** Whole days from one day to a later one. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)
}

/** First day of the month that lies so many months after a day's. */
export function monthStart(day: string, months: number): string {
  const [year, month] = day.split('-').map(Number) as [number, number]
  return text(new Date(Date.UTC(year, month - 1 + months, 1)))
}

const text = (date: Date) => date.toISOString().slice(0, 10)
