import Big from 'big.js'
import type { Format } from './fields.ts'
import type { Site } from './site.ts'
import { longName } from './translate.ts'
import { offsetText } from './wall-clock.ts'

/** How one value of a row looks in an answer. `missing` leaves its key out. */
export type Shown =
  | { is: 'text'; text: string }
  | { is: 'number'; text: string }
  | { is: 'null' }
  | { is: 'missing' }

/** Shows a stored value; undefined is a column of a row that a left join did not find. */
export type Show = (field: string, format: Format, value: string | null | undefined) => Shown

/** The way this site shows values: blanks, numbers, date-times, nulls and translate values (peoplesoft.md §3.3, §3.5, §5.1). */
export function showing({ switches }: Site): Show {
  const blanks = switches.get('blanks')
  const numbers = switches.get('numbers')
  const dateTimes = switches.get('dateTimes')
  const nulls = switches.get('nullDates')
  const long = switches.get('translate') === 'long'
  const zone = switches.get('baseTimeZone')

  const text = (shown: string): Shown => ({ is: 'text', text: shown })
  const characters = (field: string, { length }: Format, value: string): Shown => {
    const named = long ? longName(field, value) : value
    if (blanks === 'padded') return text(named.padEnd(length))
    return text(blanks === 'empty' && named === ' ' ? '' : named)
  }
  const number = ({ decimals }: Format, value: string): Shown => {
    if (numbers === 'string') return text(value)
    return { is: 'number', text: numbers === 'fixed' ? new Big(value).toFixed(decimals) : value }
  }
  const dateTime = (value: string): Shown => {
    if (dateTimes === 'dotted') return text(value.replace('T', '-').replaceAll(':', '.'))
    const iso = value.slice(0, 19)
    return text(dateTimes === 'iso' ? iso : iso + offsetText(value, zone))
  }

  return (field, format, value) => {
    switch (format.kind) {
      case 'char':
        return value === undefined ? text('') : characters(field, format, value ?? ' ')
      case 'number':
        return number(format, value ?? '0')
      case 'date':
      case 'datetime':
        if (value) return format.kind === 'date' ? text(value) : dateTime(value)
        return nulls === 'empty' ? text('') : { is: nulls }
    }
  }
}

/** A member of a JSON object, `"A.X":"1"` or `"A.N":1.50`, or nothing where its key is missing; numbers keep every digit. */
export function jsonMember(quotedName: string, shown: Shown): string[] {
  switch (shown.is) {
    case 'text':
      return [`${quotedName}:${JSON.stringify(shown.text)}`]
    case 'number':
      return [`${quotedName}:${shown.text}`]
    case 'null':
      return [`${quotedName}:null`]
    case 'missing':
      return []
  }
}
