import { jsonMember, type Show, type Shown } from '../present.ts'
import { cdata, escapeXml } from '../xml.ts'
import type { Column } from './compile.ts'
import type { Joined } from './run.ts'

/** What an answer shows: the query's name, its columns by the name of their key, its rows. */
export type Result = { name: string; columns: (Column & { key: string })[]; rows: Joined[]; show: Show }

/** `data.query.rows[]` with `attr:rownumber` (peoplesoft.md §3.3). */
export function jsonResult(result: Result, nameKey: string, oneRow: 'array' | 'object'): string {
  const names = new Map(result.columns.map(({ key }) => [key, JSON.stringify(key)]))
  const rows = result.rows.map((_row, i) => {
    const members = shownRow(result, i).flatMap(([key, shown]) => jsonMember(names.get(key)!, shown))
    return `{${[`"attr:rownumber":${i + 1}`, ...members].join(',')}}`
  })
  const list = rows.length === 1 && oneRow === 'object' ? rows[0] : `[${rows.join(',')}]`
  const query = `"numrows":${rows.length},${JSON.stringify(nameKey)}:${JSON.stringify(result.name)},"rows":${list}`
  return `{"status":"success","data":{"query":{${query}}}}`
}

const SCHEMAS = 'http://xmlns.oracle.com/Enterprise/Tools/schemas'

/** XMLP: a `row` with an element for each column, characters in CDATA, numbers plain (peoplesoft.md §3.4). */
export function xmlpResult(result: Result): string {
  const rows = result.rows.map(
    (_row, i) => `<row rownumber="${i + 1}">${shownRow(result, i).map(xmlElement).join('')}</row>`,
  )
  return message(
    `<query numrows="${rows.length}" queryname="${escapeXml(result.name)}" ` +
      `xmlns="${SCHEMAS}/QAS_QUERYRESULTS_XMLP_RESP.VERSION_1">${rows.join('')}</query>`,
  )
}

/** WEBROWSET: column definitions, then rows of values in column order (peoplesoft.md §3.4). */
export function webRowSetResult(result: Result): string {
  const definitions = result.columns.map(
    ({ key }, i) =>
      `<column-definition><column-index>${i + 1}</column-index>` +
      `<column-name>${escapeXml(key)}</column-name></column-definition>`,
  )
  const value = ([, shown]: readonly [string, Shown]) =>
    `<columnValue>${shown.is === 'text' || shown.is === 'number' ? escapeXml(shown.text) : ''}</columnValue>`
  const rows = result.rows.map(
    (_row, i) => `<currentRow>${shownRow(result, i).map(value).join('')}</currentRow>`,
  )
  return message(
    '<webRowSet xmlns="http://java.sun.com/xml/ns/jdbc"><properties/>' +
      `<metadata><column-count>${definitions.length}</column-count>${definitions.join('')}</metadata>` +
      `<data>${rows.join('')}</data></webRowSet>`,
  )
}

function shownRow({ columns, rows, show }: Result, index: number): [string, Shown][] {
  const joined = rows[index]!
  return columns.map(({ at, field, format, key }) => {
    const row = joined[at]!
    return [key, show(field, format, row === null ? undefined : row[field])]
  })
}

function xmlElement([name, shown]: readonly [string, Shown]): string {
  if (shown.is === 'missing') return ''
  if (shown.is === 'null') return `<${name}/>`
  return `<${name}>${shown.is === 'number' ? shown.text : cdata(shown.text)}</${name}>`
}

function message(inner: string): string {
  return (
    `<?xml version="1.0"?><QAS_GETQUERYRESULTS_RESP_MSG xmlns="${SCHEMAS}/QAS_GETQUERYRESULTS_RESP_MSG.VERSION_1">` +
    `${inner}</QAS_GETQUERYRESULTS_RESP_MSG>`
  )
}
