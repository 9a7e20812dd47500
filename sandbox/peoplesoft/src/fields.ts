import { type PeoplesoftRecord, peoplesoftRecords } from '@plumbline/sandbox-world'
import Big from 'big.js'

/** What a column holds: `length` is its longest text, `decimals` the places of a number. */
export type Format = {
  kind: 'char' | 'number' | 'date' | 'datetime'
  length: number
  decimals: number
  absent: string | null
}

/**
 * A stored row: every value is a text. Characters without trailing blanks, one blank if empty; numbers as decimal text;
 * days `YYYY-MM-DD`; date-times as base-zone wall clock `YYYY-MM-DDTHH:MM:SS.ffffff`. Days and date-times may be null.
 */
export type Row = Readonly<Record<string, string | null>>

/** One record of the dictionary. */
export type RecordShape = { name: string; key: readonly string[]; fields: ReadonlyMap<string, Format> }

/** A value that PeopleSoft would not store in its field. */
export class FieldError extends Error {
  readonly field: string
  readonly code: 'UNKNOWN_FIELD' | 'TOO_LONG' | 'NOT_A_TEXT' | 'NOT_A_NUMBER' | 'NOT_A_DATE'

  constructor(field: string, code: FieldError['code'], message: string) {
    super(message)
    this.field = field
    this.code = code
  }
}

const shapes = new Map(
  Object.entries(peoplesoftRecords).map(([name, { key, fields }]): [string, RecordShape] => [
    name,
    { name, key, fields: new Map(Object.entries(fields).map(([field, text]) => [field, readFormat(text)])) },
  ]),
)

/** The record of that name, or undefined. */
export function recordShape(name: PeoplesoftRecord): RecordShape
export function recordShape(name: string): RecordShape | undefined
export function recordShape(name: string): RecordShape | undefined {
  return shapes.get(name)
}

const siteColumn: Format = { kind: 'datetime', length: 26, decimals: 0, absent: null }

/** The format of a field; site columns `ZZ_…` are date-times. Undefined where the record has no such field. */
export function formatOf(shape: RecordShape, field: string): Format | undefined {
  return shape.fields.get(field) ?? (field.startsWith('ZZ_') ? siteColumn : undefined)
}

/** A whole row: what is not given gets its default. @throws FieldError */
export function wholeRow(shape: RecordShape, given: Readonly<Record<string, unknown>>): Row {
  const row: Record<string, string | null> = {}
  for (const [field, format] of shape.fields) row[field] = format.absent
  return { ...row, ...storedValues(shape, given) }
}

/** Given values in their stored form. @throws FieldError */
export function storedValues(shape: RecordShape, given: Readonly<Record<string, unknown>>): Row {
  const row: Record<string, string | null> = {}
  for (const [field, value] of Object.entries(given)) {
    const format = formatOf(shape, field)
    if (!format) throw new FieldError(field, 'UNKNOWN_FIELD', `${shape.name} has no field ${field}`)
    if (value !== undefined) row[field] = stored(field, format, value)
  }
  return row
}

/** What PeopleSoft stores for "nothing": one blank, 0, or null (peoplesoft.md §5.1). */
export function blankOf(format: Format): string | null {
  if (format.kind === 'char') return ' '
  return format.kind === 'number' ? '0' : null
}

/** -1, 0 or 1 by the format's order: numbers by value, all else by code unit as Oracle's binary order does. */
export function compareValues(format: Format, a: string, b: string): number {
  if (format.kind === 'number') return new Big(a).cmp(new Big(b))
  return a < b ? -1 : a > b ? 1 : 0
}

/** A prompt's or constant's text in the stored form of the field that it is compared with. @throws FieldError */
export function stored(field: string, format: Format, value: unknown): string | null {
  if (value === null) return blankOf(format)
  switch (format.kind) {
    case 'char':
      return storedText(field, format, value)
    case 'number':
      return storedNumber(field, format, value)
    case 'date':
      return storedDay(field, value)
    case 'datetime':
      return storedDateTime(field, value)
  }
}

function storedText(field: string, format: Format, value: unknown): string {
  if (typeof value !== 'string') throw new FieldError(field, 'NOT_A_TEXT', `${field} must be a text`)
  const text = value.trimEnd()
  if ([...text].length > format.length)
    throw new FieldError(field, 'TOO_LONG', `${field} takes at most ${format.length} characters`)
  return text === '' ? ' ' : text
}

function storedNumber(field: string, format: Format, value: unknown): string {
  const text = String(value).trim()
  if (!/^-?\d{1,30}(\.\d{1,30})?$/.test(text))
    throw new FieldError(field, 'NOT_A_NUMBER', `${field} must be a number`)
  const number = new Big(text)
  const whole = number.abs().round(0, Big.roundDown).toFixed()
  const fits = whole.length <= format.length - format.decimals && number.round(format.decimals).eq(number)
  if (!fits) {
    const places = format.decimals > 0 ? ` with at most ${format.decimals} decimals` : ' without decimals'
    throw new FieldError(field, 'TOO_LONG', `${field} takes numbers of ${format.length} digits${places}`)
  }
  return number.eq(0) ? '0' : number.toFixed()
}

function storedDay(field: string, value: unknown): string | null {
  if (value === '' || value === ' ') return null
  const text = String(value)
  const date = new Date(`${text}T00:00:00Z`)
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(text) ||
    Number.isNaN(date.getTime()) ||
    !date.toISOString().startsWith(text)
  )
    throw new FieldError(field, 'NOT_A_DATE', `${field} must be a day, YYYY-MM-DD`)
  return text
}

const DATE_TIME = /^(\d{4}-\d{2}-\d{2})(?:[T \-](\d{2})[:.](\d{2})(?:[:.](\d{2})(?:\.(\d{1,6}))?)?)?$/

function storedDateTime(field: string, value: unknown): string | null {
  if (value === '' || value === ' ') return null
  const [, day, hour = '00', minute = '00', second = '00', part = ''] = DATE_TIME.exec(String(value)) ?? []
  if (!day || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    throw new FieldError(field, 'NOT_A_DATE', `${field} must be a date-time, YYYY-MM-DDTHH:MM:SS`)
  return `${storedDay(field, day)}T${hour}:${minute}:${second}.${part.padEnd(6, '0')}`
}

function readFormat(text: string): Format {
  const [size = '', absent] = text.slice(1).split('=')
  const [length = 0, decimals = 0] = size === '' ? [] : size.split('.').map(Number)
  switch (text[0]) {
    case 'C':
      return { kind: 'char', length, decimals: 0, absent: absent ?? ' ' }
    case 'N':
      return { kind: 'number', length, decimals, absent: absent ?? '0' }
    case 'D':
      return { kind: 'date', length: 10, decimals: 0, absent: null }
    case 'T':
      return { kind: 'datetime', length: 26, decimals: 0, absent: null }
    default:
      throw new Error(`not a format: ${text}`)
  }
}
