import { isDeepStrictEqual } from 'node:util'
import type { Collection } from './store.ts'

/** One accepted write, as `/__sandbox/ledger` shows it. */
export type Write = {
  /** 1, 2, 3 … in the order of acceptance. */
  n: number
  /** Sandbox clock, ISO 8601 UTC. */
  at: string
  /** Who: the vendor's user or app id, or `person` for an edit made as a user of the vendor's screens. */
  caller: string
  /** Method and path, or the person's action. */
  action: string
  collection: string
  key: string
  before: unknown
  after: unknown
  /** False where the write left the row as it was, change stamps apart. */
  changed: boolean
  /** The caller's W3C trace context, if it sent one. */
  traceparent: string | null
}

/** The list of every accepted write: what a test counts to show that nothing was written twice. */
export class Writes {
  readonly #rows: Collection<Write>
  /** @param stamps field names that every write moves and that do not count as a change. */
  constructor(rows: Collection<Write>, stamps: readonly string[]) {
    this.#rows = rows
    this.#stamps = new Set(stamps)
  }
  readonly #stamps: ReadonlySet<string>

  add(write: Omit<Write, 'n' | 'changed'>): Write {
    const n = this.#rows.size + 1
    const changed = !isDeepStrictEqual(this.#content(write.before), this.#content(write.after))
    return this.#rows.put(String(n), { n, ...write, changed })
  }

  /** Writes after number `since`, oldest first. */
  list(since = 0): Write[] {
    return [...this.#rows.values()].filter(write => write.n > since)
  }

  #content(row: unknown): unknown {
    if (row === null || typeof row !== 'object' || Array.isArray(row)) return row
    return Object.fromEntries(Object.entries(row).filter(([field]) => !this.#stamps.has(field)))
  }
}
