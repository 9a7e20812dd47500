import type { CaseName } from './cases/index.ts'
import type { Figure } from './figures.ts'

/** What one case came to. */
export type CaseReport = {
  name: CaseName
  about: string
  /** Sizes of the case, e.g. `{ suppliers: 5000 }`. */
  size: Record<string, number>
  figures: Figure[]
  /** Where a figure's parts are told, e.g. bytes by table or calls by route; of the last round. */
  details: Record<string, Record<string, number>>
}

export type Report = {
  at: string
  machine: {
    cpus: number
    cpu: string
    memoryGiB: number
    node: string
    load: { before: number; after: number }
  }
  rounds: number
  cases: CaseReport[]
}

/** The report as a table for a terminal. */
export function drawReport({ at, machine, rounds, cases }: Report): string {
  const { cpus, cpu, memoryGiB, node, load } = machine
  const head = [
    `${at.slice(0, 16).replace('T', ' ')} UTC; ${cpus} × ${cpu}, ${memoryGiB} GiB, Node ${node}; load ${load.before} before, ${load.after} after`,
    `median of ${rounds} round${rounds === 1 ? '' : 's'} (least – greatest)`,
  ]
  return [...head, ...cases.flatMap(drawCase)].join('\n')
}

function drawCase({ name, about, size, figures, details }: CaseReport): string[] {
  const sizes = Object.entries(size).map(([what, count]) => `${show(count)} ${what}`)
  const rows = figures.map(one => [
    one.name,
    show(one.median),
    one.of ? `${one.unit} per ${one.of}` : one.unit,
    `${show(one.min)} – ${show(one.max)}`,
  ])
  const width = (column: number) => Math.max(...rows.map(row => row[column]!.length))
  const [names, values, units] = [width(0), width(1), width(2)]
  return [
    '',
    `${name}: ${about} (${sizes.join(', ')})`,
    ...rows.map(
      ([figure, value, unit, spread]) =>
        `  ${figure!.padEnd(names)}  ${value!.padStart(values)} ${unit!.padEnd(units)}  ${spread}`,
    ),
    ...Object.entries(details).map(([what, parts]) => `  ${what}: ${drawParts(parts)}`),
  ]
}

function drawParts(parts: Record<string, number>): string {
  return Object.entries(parts)
    .filter(([, value]) => value > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([part, value]) => `${part} ${show(value)}`)
    .join(', ')
}

/** Three digits that count, with thousands set apart. */
export function show(value: number): string {
  if (value === 0 || Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US')
  return String(Number(value.toPrecision(3)))
}
