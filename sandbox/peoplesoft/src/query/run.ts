import type { Database } from '../database.ts'
import { blankOf, compareValues, type Row, stored } from '../fields.ts'
import type { Table } from '../table.ts'
import type { CompiledQuery, Criterion, Join, Place } from './compile.ts'

/** One row of an answer: a row of each record, null where a left join found none. */
export type Joined = readonly (Row | null)[]
type Bound = Place & { is: Criterion['is']; value: string | null }

/**
 * The query's rows in its order, at most `limit`. Where the order follows the first record's key, no more is read than
 * the answer needs.
 * @param prompts stored or raw texts by unique prompt name; all that the criteria use
 * @throws FieldError if a prompt's text does not fit its field
 */
export function runQuery(
  query: CompiledQuery,
  db: Database,
  prompts: ReadonlyMap<string, string>,
  limit: number,
): Joined[] {
  const criteria = query.criteria.map((one): Bound => {
    const text = 'prompt' in one.to ? prompts.get(one.to.prompt) : one.to.value
    return { ...one, value: text?.trim() ? stored(one.field, one.format, text) : blankOf(one.format) }
  })
  const tables = query.records.map(record => db.find(record.shape.name)!)
  const joins = query.records.slice(1).map(({ join }, i) => joiner(join!, tables[i + 1]!))
  const start = keyRange(tables[0]!, criteria)
  const streamed = orderedByKey(query, start.pinned)
  const sorted = streamed.length < query.order.length
  const groupOf = (row: Row) => streamed.map(field => row[field]).join('\u0000')

  const found: Joined[] = []
  let group: Joined[] = []
  let groupKey: string | null = null
  const flush = () => {
    found.push(...(sorted ? group.sort((a, b) => compareJoined(query.order, a, b)) : group))
    group = []
  }
  for (const row of tables[0]!.under(start.prefix, start.after)) {
    if (!criteria.every(one => one.at > 0 || holds(one, row))) continue
    const key = groupOf(row)
    if (key !== groupKey) {
      flush()
      if (found.length >= limit) break
      groupKey = key
    }
    for (const joined of joinAll([row], joins))
      if (criteria.every(one => one.at === 0 || holds(one, joined[one.at]!))) group.push(joined)
  }
  flush()
  return found.slice(0, limit)
}

/** The part of the first record's key that equal criteria pin, and where a `>` on the next key field lets it begin. */
function keyRange(table: Table, criteria: readonly Bound[]) {
  const prefix: string[] = []
  const on = (field: string | undefined, is: Bound['is']) =>
    criteria.find(one => one.at === 0 && one.field === field && one.is === is && one.value !== null)
  for (const field of table.shape.key) {
    const equal = on(field, '=')
    if (!equal) break
    prefix.push(equal.value!)
  }
  const after = on(table.shape.key[prefix.length], '>')?.value ?? undefined
  return { prefix, after, pinned: prefix.length }
}

/** The leading fields of the order that reading by the first record's key already gives. */
function orderedByKey({ records, order }: CompiledQuery, pinned: number): string[] {
  const key = records[0]!.shape.key
  const fixed = new Set(key.slice(0, pinned))
  const given: string[] = []
  let next = pinned
  for (const place of order) {
    const field = sameInFirst(records, place)
    if (field === null || (field !== key[next] && !fixed.has(field))) break
    if (field === key[next]) next++
    given.push(field)
  }
  return given
}

/** The first record's field that always equals this one: itself, or what an inner join makes equal. */
function sameInFirst(records: CompiledQuery['records'], place: Place): string | null {
  if (place.at === 0) return place.field
  const join = records[place.at]!.join!
  const on = join.kind === 'inner' ? join.on.find(one => one.field === place.field) : undefined
  return on ? sameInFirst(records, on.equals) : null
}

type Joiner = (left: Joined) => (Row | null)[]

function joiner(join: Join, table: Table): Joiner {
  const byField = new Map(join.on.map(({ field, equals }) => [field, equals]))
  const beyond = table.shape.key.findIndex(field => !byField.has(field))
  const prefix = beyond < 0 ? table.shape.key : table.shape.key.slice(0, beyond)
  const rest = join.on.filter(({ field }) => !prefix.includes(field))
  return left => {
    const value = (place: Place) => left[place.at]?.[place.field] ?? null
    const values = prefix.map(field => value(byField.get(field)!)).filter(one => one !== null)
    const rows = values.length < prefix.length ? [] : [...table.under(values)]
    const matching = rows.filter(row => rest.every(one => row[one.field] === value(one.equals)))
    return matching.length === 0 && join.kind === 'left' ? [null] : matching
  }
}

function joinAll(rows: Joined, joins: readonly Joiner[]): Joined[] {
  let all: Joined[] = [rows]
  for (const join of joins) all = all.flatMap(left => join(left).map(row => [...left, row]))
  return all
}

function holds({ field, format, is, value }: Bound, row: Row | null): boolean {
  const found = row?.[field] ?? null
  if (found === null || value === null) return false
  const order = compareValues(format, found, value)
  switch (is) {
    case '=':
      return order === 0
    case '<>':
      return order !== 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
  }
}

function compareJoined(order: readonly Place[], a: Joined, b: Joined): number {
  for (const { at, field, format } of order) {
    const [x, y] = [a[at]?.[field] ?? null, b[at]?.[field] ?? null]
    if (x === y) continue
    if (x === null || y === null) return x === null ? 1 : -1
    const by = compareValues(format, x, y)
    if (by !== 0) return by
  }
  return 0
}
