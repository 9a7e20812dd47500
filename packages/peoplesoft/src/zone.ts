/**
 * The base time zone of a PeopleSoft database: its date-times have no zone (peoplesoft.md §3.5). Wall clock
 * texts are `YYYY-MM-DDTHH:MM:SS` with or without a fraction, instants ISO 8601 UTC with milliseconds.
 *
 * A wall clock time that a clock change repeats is read as the earlier instant (a change is then read again
 * rather than missed); one that a change leaves out is moved on by the gap.
 */
export type Zone = {
  /** The instant of a wall clock time. */
  instant(wall: string): string
  /** The wall clock at an instant, to the second. */
  wall(instant: string): string
  /**
   * A wall clock time that no change at or after the instant lies before, also when clocks go back soon after
   * it.
   */
  wallFrom(instant: string): string
  /**
   * A wall clock time that no change at or before the instant lies behind, also when clocks went back just
   * before it.
   */
  wallTo(instant: string): string
}

const HOUR = 3_600_000

/** @throws RangeError when there is no zone of that IANA name. */
export function createZone(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })

  const offset = (instant: number): number => {
    const whole = Math.floor(instant / 1000) * 1000
    const part = Object.fromEntries(format.formatToParts(whole).map(({ type, value }) => [type, value]))
    const { year, month, day, hour, minute, second } = part
    return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - whole
  }
  const wallText = (instant: number, by: number) => new Date(instant + by).toISOString().slice(0, 19)

  return {
    instant(wall) {
      const asUtc = Date.parse(`${wall}Z`)
      const before = offset(asUtc - 24 * HOUR)
      const after = offset(asUtc + 24 * HOUR)
      const fits = [before, after].map(by => asUtc - by).filter(at => offset(at) === asUtc - at)
      return new Date(fits.length > 0 ? Math.min(...fits) : asUtc - before).toISOString()
    },
    wall(instant) {
      const at = Date.parse(instant)
      return wallText(at, offset(at))
    },
    wallFrom(instant) {
      const at = Date.parse(instant)
      return wallText(at, Math.min(offset(at), offset(at + 3 * HOUR)))
    },
    wallTo(instant) {
      const at = Math.ceil(Date.parse(instant) / 1000) * 1000
      return wallText(at, Math.max(offset(at), offset(at - 3 * HOUR)))
    },
  }
}

const WALL = /^(\d{4}-\d{2}-\d{2})[T \-](\d{2})[.:](\d{2})[.:](\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/

/**
 * Reads a DateTime of an answer in any of the forms met: `2026-01-31-14.05.09.000000`, `2026-01-31T14:05:09`,
 * `2026-01-31T14:05:09-0600` (peoplesoft.md §3.5). Without an offset it is in the base zone. Null when it is
 * none of them. Fractions are cut to milliseconds.
 */
export function readDateTime(text: string, zone: Zone): string | null {
  const [, day, hour, minute, second, fraction = '', offset] = WALL.exec(text) ?? []
  if (!day) return null
  const wall = `${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}`
  if (Number.isNaN(Date.parse(`${wall}Z`))) return null
  if (!offset) return zone.instant(wall)
  return new Date(`${wall}${offset === 'Z' ? 'Z' : offset.replace(/^(.{3}):?/, '$1:')}`).toISOString()
}
