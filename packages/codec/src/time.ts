const msPerDay = 86_400_000

/**
 * Days since 1970-01-01 of a `YYYY-MM-DD` text.
 * @throws RangeError when the text is no day of the calendar.
 */
export function dateToDays(text: string): number {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text)
  const ms = parts ? Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3])) : Number.NaN
  if (Number.isNaN(ms) || daysToDate(ms / msPerDay) !== text)
    throw new RangeError(`'${text}' is not a day as YYYY-MM-DD`)
  return ms / msPerDay
}

/** The `YYYY-MM-DD` text of that many days since 1970-01-01. */
export function daysToDate(days: number): string {
  return new Date(days * msPerDay).toISOString().slice(0, 10)
}

/**
 * Microseconds since 1970 of an ISO 8601 UTC text with at most six decimals, such as `2026-03-01T10:00:00Z`.
 * @throws RangeError when it is no such instant, has a zone other than Z, or is finer than microseconds.
 */
export function instantToMicros(text: string): number {
  const parts = /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,6}))?Z$/.exec(text)
  if (!parts) throw new RangeError(`'${text}' is not an instant as YYYY-MM-DDTHH:MM:SS[.ffffff]Z`)
  const [, day, hours, minutes, seconds, fraction = ''] = parts
  const secondsOfDay = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds)
  return (dateToDays(day!) * 86_400 + secondsOfDay) * 1_000_000 + Number(fraction.padEnd(6, '0'))
}

/**
 * The instant as ISO 8601 UTC: milliseconds as `Date#toISOString` writes them, six decimals only where it is finer. So
 * compare instants by value, not as texts.
 */
export function microsToInstant(micros: number): string {
  const ms = Math.floor(micros / 1000)
  const rest = micros - ms * 1000
  const text = new Date(ms).toISOString()
  return rest === 0 ? text : `${text.slice(0, -1)}${String(rest).padStart(3, '0')}Z`
}
