import { OddAnswer } from '@plumbline/http'
import type { RawRow } from './qas.ts'
import type { QueryColumn, QueryDefinition } from './query-definition.ts'
import { readDateTime, type Zone } from './zone.ts'

/**
 * A row by field name: `VENDOR_ID`; by alias and field name (`B.EFFDT`) where the query has several columns
 * of that field. Every column of the definition is there. Texts without trailing blanks, numbers as decimal
 * texts, dates `YYYY-MM-DD`, date-times ISO 8601 UTC; blank, empty and missing are null.
 */
export type QueryRow = Record<string, string | null>

/** The query at the site is not the one we defined: it lacks a column. */
export class QueryDiffers extends Error {
  override name = 'QueryDiffers'
  readonly query: string
  readonly column: string

  constructor(query: string, column: string) {
    super(
      `query ${query} does not bring the column ${column}: somebody changed the query, or built it without; ` +
        'see the set-up guide',
    )
    this.query = query
    this.column = column
  }
}

/** The key of a column in a `QueryRow`. */
export function columnKey(definition: QueryDefinition, field: string): string {
  const name = bare(field)
  return definition.columns.filter(column => bare(column.field) === name).length > 1 ? field : name
}

/**
 * Brings the rows of an answer into the one shape that a definition promises, checking on each run that the
 * site's query still has our columns (peoplesoft.md §7).
 * @throws QueryDiffers when a column is missing; OddAnswer when a value is not of its column's type.
 */
export function shapeRows(definition: QueryDefinition, query: string, raw: RawRow[], zone: Zone): QueryRow[] {
  const columns = definition.columns.map(column => ({
    ...column,
    key: columnKey(definition, column.field),
    alias: column.field.split('.')[0] ?? '',
  }))
  const find = (row: RawRow, column: (typeof columns)[number]) =>
    row[column.field] === undefined ? row[column.key] : row[column.field]

  // A left-joined record that is not there, and a null date, may be left out of a row: those prove nothing.
  for (const { alias, join } of definition.records) {
    const its = columns.filter(column => column.alias === alias)
    const shown = raw.filter(
      row => join?.kind !== 'left' || its.some(column => (find(row, column) ?? '').trim() !== ''),
    )
    const missing = its.find(
      column =>
        (column.type === 'char' || column.type === 'number') &&
        shown.length > 0 &&
        shown.every(row => find(row, column) === undefined),
    )
    if (missing) throw new QueryDiffers(query, missing.field)
  }
  return raw.map(row =>
    Object.fromEntries(
      columns.map(column => [column.key, shape(column, find(row, column) ?? '', query, zone)]),
    ),
  )
}

const bare = (field: string) => field.slice(field.indexOf('.') + 1)

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const DAY = /^(\d{4}-\d{2}-\d{2})(?:[T \-]00[.:]00[.:]00(?:[.,]0+)?(?:Z|[+-]\d{2}:?\d{2})?)?$/

function shape(column: QueryColumn, value: string, query: string, zone: Zone): string | null {
  const text = value.trimEnd()
  if (text.trim() === '') return null
  const shaped = typed(column.type, text, zone)
  if (shaped === null)
    throw new OddAnswer(
      `${query} brings ${JSON.stringify(text.slice(0, 40))} as ${column.type} in ${column.field}`,
    )
  return shaped
}

function typed(type: QueryColumn['type'], text: string, zone: Zone): string | null {
  switch (type) {
    case 'char':
      return text
    case 'number':
      return NUMBER.test(text.trim()) ? text.trim() : null
    case 'date':
      return DAY.exec(text.trim())?.[1] ?? null
    case 'datetime':
      return readDateTime(text.trim(), zone)
  }
}
