import { type Body, OddAnswer } from '@plumbline/http'
import { childrenOf, type Element, findElement, parseXml, textOf } from './xml.ts'

/**
 * The rows of a Query Access Service answer as they came: keys such as `A.FIELD`, null where the answer says
 * so.
 */
export type RawRow = Record<string, string | null>

/**
 * Reads an ExecuteQuery answer, whichever of its three forms it has: JSON (peoplesoft.md §3.3), XMLP (what
 * tools before 8.55 send although JSON was asked for) or WEBROWSET (§3.4). One row, as an object or an array,
 * is a list of one.
 * @throws OddAnswer when it has none of these forms, is not of this query or is cut.
 */
export function readQasRows(body: Body, query: string): RawRow[] {
  const { rows, said, name } =
    body.is === 'json'
      ? fromJson(body.value, query)
      : body.is === 'xml'
        ? fromXml(body.text, query)
        : odd(query, body.is)
  if (name && name.toUpperCase() !== query.toUpperCase())
    throw new OddAnswer(`${query} was asked, the answer is of ${name}`)
  if (said !== null && said !== rows.length)
    throw new OddAnswer(`${query} says that it brings ${said} rows and brings ${rows.length}`)
  return rows
}

type Read = { rows: RawRow[]; said: number | null; name: string | null }

function odd(query: string, what: string): never {
  throw new OddAnswer(`${query} was answered with ${what}, not with rows`)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function fromJson(value: unknown, query: string): Read {
  const data = isObject(value) ? value.data : null
  const found = isObject(data) ? data.query : null
  if (!isObject(value) || String(value.status).toLowerCase() !== 'success' || !isObject(found))
    return odd(query, 'JSON of another shape')
  const { numrows, rows = [] } = found
  return {
    rows: (Array.isArray(rows) ? rows : [rows]).map(row => jsonRow(row, query)),
    said: count(numrows),
    name: nullable(found['queryname='] ?? found.queryname),
  }
}

function jsonRow(row: unknown, query: string): RawRow {
  if (!isObject(row)) throw new OddAnswer(`a row of ${query} is not an object`)
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, nullable(value)]))
}

const nullable = (value: unknown) => (value === null || value === undefined ? null : String(value))

const count = (value: unknown) =>
  value === undefined || value === null || value === '' ? null : Number(value)

function fromXml(text: string, query: string): Read {
  const root = parseXml(text)
  const rowSet = findElement(root, 'webRowSet')
  if (rowSet !== null) return fromWebRowSet(rowSet)
  const found = findElement(root, 'query')
  if (found === null) return odd(query, 'XML of another shape')
  const attribute = (name: string) => (typeof found === 'object' ? textOf(found[`@${name}`] as Element) : '')
  return {
    rows: childrenOf(found, 'row').map(xmlRow),
    said: count(attribute('numrows')),
    name: attribute('queryname'),
  }
}

function xmlRow(row: Element): RawRow {
  if (typeof row === 'string') return {}
  const columns = Object.entries(row).filter(([key]) => !/^[@#]/.test(key))
  return Object.fromEntries(columns.map(([key, value]) => [key, textOf(value as Element)]))
}

function fromWebRowSet(rowSet: Element): Read {
  const names = childrenOf(findElement(rowSet, 'metadata'), 'column-definition').map(column =>
    textOf(findElement(column, 'column-name')).trim(),
  )
  const rows = childrenOf(findElement(rowSet, 'data'), 'currentRow').map(row => {
    const values = childrenOf(row, 'columnValue')
    if (values.length !== names.length)
      throw new OddAnswer(`a row of ${values.length} values came for ${names.length} columns`)
    return Object.fromEntries(names.map((name, at) => [name, webValue(values[at])]))
  })
  return { rows, said: null, name: null }
}

function webValue(value: Element | undefined): string | null {
  return typeof value === 'object' && 'null' in value ? null : textOf(value)
}
