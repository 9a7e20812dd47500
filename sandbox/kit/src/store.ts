import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'

type Line = { c: string; k: string; v?: unknown }

/**
 * The rows of one sandbox: named collections of plain JSON rows, each under a text key.
 *
 * With a file, every commit appends one line a changed row, in one write, so what a caller was told has
 * happened is still there after a kill. A torn last line (killed in mid-write) is dropped at the next start.
 * Without a file everything is in memory.
 */
export class Store {
  readonly #rows = new Map<string, Map<string, unknown>>()
  #pending: Line[] = []
  #fd: number | null = null

  /** @param file where to keep the rows; `null` keeps them in memory only. */
  constructor(file: string | null) {
    if (file === null) return
    mkdirSync(dirname(file), { recursive: true })
    if (existsSync(file)) for (const line of readLines(file)) this.#apply(line)
    this.#compact(file)
    this.#fd = openSync(file, 'a')
  }

  /** The collection of that name, made on first use. */
  collection<T>(name: string): Collection<T> {
    let rows = this.#rows.get(name)
    if (!rows) this.#rows.set(name, (rows = new Map()))
    return new Collection<T>(rows as Map<string, T>, (k, v) => {
      if (this.#fd !== null) this.#pending.push(v === undefined ? { c: name, k } : { c: name, k, v })
    })
  }

  /** Names of the collections that hold rows. */
  names(): string[] {
    return [...this.#rows].filter(([, rows]) => rows.size > 0).map(([name]) => name)
  }

  /** Makes the changes since the last commit durable against a kill of this process. */
  commit(): void {
    if (this.#fd === null || this.#pending.length === 0) return
    writeSync(this.#fd, this.#pending.map(line => `${JSON.stringify(line)}\n`).join(''))
    this.#pending = []
  }

  close(): void {
    this.commit()
    if (this.#fd !== null) closeSync(this.#fd)
    this.#fd = null
  }

  #apply({ c, k, v }: Line): void {
    let rows = this.#rows.get(c)
    if (!rows) this.#rows.set(c, (rows = new Map()))
    if (v === undefined) rows.delete(k)
    else rows.set(k, v)
  }

  #compact(file: string): void {
    const next = `${file}.next`
    const fd = openSync(next, 'w')
    for (const [c, rows] of this.#rows)
      for (const [k, v] of rows) writeSync(fd, `${JSON.stringify({ c, k, v })}\n`)
    closeSync(fd)
    renameSync(next, file)
  }

  /** Writes everything as one JSON document `{collection: {key: row}}`, for a person to read. */
  dump(file: string): void {
    const all = Object.fromEntries([...this.#rows].map(([c, rows]) => [c, Object.fromEntries(rows)]))
    writeFileSync(file, JSON.stringify(all, null, 2))
  }
}

/** Rows of one kind, in insertion order. A change is kept in memory at once and on disk at the next commit. */
export class Collection<T> {
  readonly #rows: Map<string, T>
  readonly #changed: (key: string, row: T | undefined) => void

  constructor(rows: Map<string, T>, changed: (key: string, row: T | undefined) => void) {
    this.#rows = rows
    this.#changed = changed
  }

  get size(): number {
    return this.#rows.size
  }
  get(key: string): T | undefined {
    return this.#rows.get(key)
  }
  values(): IterableIterator<T> {
    return this.#rows.values()
  }
  entries(): IterableIterator<[string, T]> {
    return this.#rows.entries()
  }
  put(key: string, row: T): T {
    this.#rows.set(key, row)
    this.#changed(key, row)
    return row
  }
  delete(key: string): boolean {
    const had = this.#rows.delete(key)
    if (had) this.#changed(key, undefined)
    return had
  }
}

function* readLines(file: string): Generator<Line> {
  for (const text of readFileSync(file, 'utf8').split('\n')) {
    if (text === '') continue
    try {
      yield JSON.parse(text) as Line
    } catch {
      return // the torn line of a kill: nothing after it was promised to anyone
    }
  }
}
