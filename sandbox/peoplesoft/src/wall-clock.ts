const formats = new Map<string, Intl.DateTimeFormat>()

/** An instant on the wall clock of a zone: `YYYY-MM-DDTHH:MM:SS.ffffff`, without an offset (peoplesoft.md §3.5). */
export function wallText(instant: Date, zone: string): string {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' })
    formats.set(zone, format)
  }
  const micros = String(instant.getUTCMilliseconds()).padStart(3, '0').padEnd(6, '0')
  return `${format.format(instant).replace(' ', 'T')}.${micros}`
}

/** The offset of a zone at a wall clock time, `-0600`; of a repeated hour the first. */
export function offsetText(wall: string, zone: string): string {
  const asUtc = Date.parse(`${wall.slice(0, 23)}Z`)
  const offset = (at: number) => Date.parse(`${wallText(new Date(at), zone).slice(0, 23)}Z`) - at
  const minutes = offset(asUtc - offset(asUtc - 86_400_000)) / 60_000
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60]
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}${String(rest).padStart(2, '0')}`
}
