export type Column<R> = { title: string; of(row: R): string | number | null; right?: boolean }

/** What a vendor sends may hold line ends, or sequences that a terminal obeys. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim()

/** Rows as aligned text, each on one line; numbers to the right. Blank cells are `-`. */
export function table<R>(rows: readonly R[], columns: readonly Column<R>[]): string {
  const cells = rows.map(row => columns.map(column => oneLine(String(column.of(row) ?? '')) || '-'))
  const widths = columns.map((column, at) =>
    Math.max(column.title.length, ...cells.map(row => row[at]!.length)),
  )
  const line = (texts: string[]) =>
    texts
      .map((text, at) => (columns[at]!.right ? text.padStart(widths[at]!) : text.padEnd(widths[at]!)))
      .join('  ')
      .trimEnd()
  return [line(columns.map(column => column.title)), ...cells.map(line)].join('\n')
}

const colours = { green: 32, red: 31, yellow: 33, dim: 2, bold: 1 } as const

/** Colours on a terminal only; NO_COLOR is honoured. */
export function paint(colour: keyof typeof colours, text: string): string {
  const on = process.stdout.isTTY && !process.env.NO_COLOR
  return on ? `\u001b[${colours[colour]}m${text}\u001b[0m` : text
}

/** A duration for a person: `0.4 s`, `12 s`, `3 min`, `2 h`. */
export function duration(seconds: number | null): string | null {
  if (seconds === null) return null
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  if (seconds < 120) return `${Math.round(seconds)} s`
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`
  return `${Math.round(seconds / 3600)} h`
}
