import type { Collection, Store } from '@plumbline/sandbox-kit'
import type { Id } from '@plumbline/sandbox-world'

type Held<V> = Id extends V ? string | Exclude<V, Id> : V extends Id[] ? string[] : V

/** A seed row as the sandbox keeps it: nothing left out, ids as text. */
export type Stored<T> = { [K in keyof T]-?: Held<Exclude<T[K], undefined>> }

type OptionalKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T]
/** What a row has where its seed or its creator says nothing; change stamps are set by the write. */
export type Defaults<T> = Pick<Stored<T>, Exclude<OptionalKeys<T>, 'created_at' | 'updated_at'>>

type Options<T, I extends string> = {
  key?: (row: Stored<T>) => string
  defaults: Defaults<T>
  indexes: Record<I, (row: Stored<T>) => string | null>
}

/** A collection of the store with its indexes; rows are never changed in place. */
export class Table<T, I extends string = string> {
  readonly name: string
  readonly defaults: Defaults<T>
  readonly keyOf: (row: Stored<T>) => string
  /** False where a row's key is made of other fields. */
  readonly hasIds: boolean
  readonly #rows: Collection<Stored<T>>
  readonly #indexes: Options<T, I>['indexes']
  readonly #found = new Map<I, Map<string, Map<string, Stored<T>>>>()

  constructor(store: Store, name: string, options: Options<T, I>) {
    this.name = name
    this.defaults = options.defaults
    this.hasIds = options.key === undefined
    this.keyOf = options.key ?? (row => (row as unknown as { id: string }).id)
    this.#rows = store.collection(name)
    this.#indexes = options.indexes
    for (const index of Object.keys(options.indexes)) this.#found.set(index as I, new Map())
    for (const [key, row] of this.#rows.entries()) this.#file(key, row)
  }

  get(key: string): Stored<T> | null {
    return this.#rows.get(key) ?? null
  }
  all(): Stored<T>[] {
    return [...this.#rows.values()]
  }
  /** The rows that an index files under `value`, oldest first. */
  by(index: I, value: string): Stored<T>[] {
    return [...(this.#found.get(index)!.get(value)?.values() ?? [])]
  }
  put(row: Stored<T>): Stored<T> {
    const key = this.keyOf(row)
    const before = this.get(key)
    this.#rows.put(key, row)
    this.#file(key, row, before)
    return row
  }
  delete(key: string): void {
    const before = this.get(key)
    if (!before) return
    this.#rows.delete(key)
    this.#unfile(key, before)
  }

  #file(key: string, row: Stored<T>, before: Stored<T> | null = null): void {
    for (const [index, entries] of this.#found) {
      const value = this.#indexes[index](row)
      const old = before && this.#indexes[index](before)
      if (old !== null && old !== value) entries.get(old)?.delete(key)
      if (value === null) continue
      let rows = entries.get(value)
      if (!rows) entries.set(value, (rows = new Map()))
      rows.set(key, row)
    }
  }
  #unfile(key: string, row: Stored<T>): void {
    for (const [index, entries] of this.#found) {
      const value = this.#indexes[index](row)
      if (value !== null) entries.get(value)?.delete(key)
    }
  }
}

/** A seed or person's row with ids as text. */
export function withTextIds(row: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([field, value]) => [field, textIds(field, value)]))
}

function textIds(field: string, value: unknown): unknown {
  if (typeof value === 'number' && /(^|_)id$/.test(field)) return String(value)
  if (Array.isArray(value) && field.endsWith('_ids')) return value.map(String)
  if (value !== null && typeof value === 'object' && !Array.isArray(value))
    return withTextIds(value as Record<string, unknown>)
  return value
}
