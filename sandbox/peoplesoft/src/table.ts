import type { Collection } from '@plumbline/sandbox-kit'
import type { RecordShape, Row } from './fields.ts'

const END = '\u0001'
const SEPARATOR = '\u0000'
/** No whole number in a key is longer. */
const DIGITS = 20

/** The rows of one record, found by any leading part of their key, in key order, without a sort at the time of reading. */
export class Table {
  readonly shape: RecordShape
  readonly #stored: Collection<Row>
  readonly #rows = new Map<string, Row>()
  #order: string[] = []
  #unsorted = false

  constructor(shape: RecordShape, stored: Collection<Row>) {
    this.shape = shape
    this.#stored = stored
    for (const row of stored.values()) this.#rows.set(this.#sortKey(row), row)
    this.#order = [...this.#rows.keys()].sort()
  }

  get size(): number {
    return this.#rows.size
  }

  /** The key as the state and the ledger of writes show it: `SHARE|0000000012`. */
  keyText(row: Row): string {
    return this.shape.key.map(field => row[field] ?? '').join('|')
  }

  /** The row with exactly this key; fields beyond the key are not looked at. */
  get(key: Row): Row | undefined {
    return this.#rows.get(this.#sortKey(key))
  }

  put(row: Row): Row {
    const at = this.#sortKey(row)
    if (!this.#rows.has(at)) {
      const last = this.#order.at(-1)
      this.#unsorted ||= last !== undefined && at < last
      this.#order.push(at)
    }
    this.#rows.set(at, row)
    return this.#stored.put(this.keyText(row), row)
  }

  delete(row: Row): void {
    const at = this.#sortKey(row)
    if (!this.#rows.delete(at)) return
    this.#sort()
    this.#order.splice(this.#lowerBound(at), 1)
    this.#stored.delete(this.keyText(row))
  }

  /**
   * Rows whose first key fields have the given values, in key order.
   * @param after begins with the rows whose next key field is beyond this value
   */
  *under(values: readonly string[], after?: string): Generator<Row> {
    this.#sort()
    const prefix = values.map((value, i) => this.#part(i, value)).join('')
    const from =
      after === undefined ? prefix : `${prefix}${this.#part(values.length, after).slice(0, -1)}${END}`
    const order = this.#order
    for (let i = this.#lowerBound(from); i < order.length; i++) {
      const at = order[i]!
      if (!at.startsWith(prefix)) return
      yield this.#rows.get(at)!
    }
  }

  #sortKey(row: Row): string {
    return this.shape.key.map((field, i) => this.#part(i, row[field] ?? '')).join('')
  }

  #part(index: number, value: string): string {
    const number = this.shape.fields.get(this.shape.key[index] ?? '')?.kind === 'number'
    return (number ? value.padStart(DIGITS, '0') : value) + SEPARATOR
  }

  #sort(): void {
    if (this.#unsorted) this.#order.sort()
    this.#unsorted = false
  }

  #lowerBound(at: string): number {
    let low = 0
    let high = this.#order.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#order[middle]! < at) low = middle + 1
      else high = middle
    }
    return low
  }
}
