import type { Status } from '@plumbline/ops'

/** One row of the live table: a flow of the connection. */
export type BoardRow = {
  flow: string
  source: number
  target: number
  waiting: number
  parked: number
  held: number
  dead: number
  latencySeconds: number | null
}

/** The table's rows: what is at the source, at the target, and between. */
export function boardRows({ captures, flows }: Status): BoardRow[] {
  return flows.map(flow => {
    const entity = flow.flow.split('.')[0]!
    return {
      flow: flow.flow,
      source: captures.find(one => one.capture.startsWith(`${entity}.`))?.records ?? 0,
      target: flow.present,
      waiting: flow.waiting + flow.inDoubt + flow.following,
      parked: flow.parked,
      held: flow.held,
      dead: flow.dead,
      latencySeconds: flow.latencySeconds,
    }
  })
}

const columns: { title: string; of(row: BoardRow): string }[] = [
  { title: 'flow', of: row => row.flow },
  { title: 'at the source', of: row => String(row.source) },
  { title: 'at the target', of: row => String(row.target) },
  { title: 'waiting', of: row => String(row.waiting) },
  { title: 'parked', of: row => String(row.parked) },
  { title: 'held', of: row => String(row.held) },
  { title: 'dead', of: row => String(row.dead) },
  {
    title: 'change to arrival',
    of: row => (row.latencySeconds === null ? '-' : `${row.latencySeconds.toFixed(1)} s`),
  },
]

/** The table as lines of text. */
export function drawBoard(rows: BoardRow[]): string[] {
  const cells = [
    columns.map(column => column.title),
    ...rows.map(row => columns.map(column => column.of(row))),
  ]
  const widths = columns.map((_, at) => Math.max(...cells.map(line => line[at]!.length)))
  return cells.map(line =>
    line.map((text, at) => (at === 0 ? text.padEnd(widths[at]!) : text.padStart(widths[at]!))).join('  '),
  )
}

/** Where progress goes: a live table under the lines on a terminal, plain lines elsewhere. */
export type Screen = { say(line: string): void; show(rows: BoardRow[], note: string): void; end(): void }

/** @param out a terminal gets the table redrawn in place; anything else one line for each change. */
export function openScreen(out: NodeJS.WriteStream): Screen {
  let drawn: string[] = []
  let last = ''
  const erase = () => {
    if (drawn.length > 0) out.write(`\u001b[${drawn.length}A\u001b[0J`)
    drawn = []
  }
  const draw = (lines: string[]) => {
    out.write(lines.map(line => `${line}\n`).join(''))
    drawn = lines
  }
  if (!out.isTTY)
    return {
      say: line => void out.write(`${line}\n`),
      show(rows, note) {
        const text = rows.map(row => `${row.flow} ${row.target} there, ${row.waiting} waiting`).join('; ')
        if (text === '' || text === last) return
        last = text
        out.write(`${text}${note ? ` (${note})` : ''}\n`)
      },
      end: () => {},
    }
  return {
    say(line) {
      const table = drawn
      erase()
      out.write(`${line}\n`)
      draw(table)
    },
    show(rows, note) {
      erase()
      draw(['', ...drawBoard(rows), note.slice(0, out.columns || 110)])
    },
    end: () => void (drawn = []),
  }
}
