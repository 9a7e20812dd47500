import type { System } from '@plumbline/flow-kit'
import type { ConnectionRow, Connections, Log } from './ports/index.ts'

/** A connection in use: parsed settings and one client a system. */
export type Live = {
  id: string
  name: string
  version: number
  settings: unknown
  apis: Record<System, unknown>
  /** IANA name of the zone in which this connection's days begin and end. */
  zone: string
}

/** Turns a stored document into settings and clients; throws with a sentence when it cannot. */
export type OpenConnection = (row: ConnectionRow) => Promise<Omit<Live, 'id' | 'name' | 'version'>>

/** The connections as they are now: a changed one is opened anew, without a restart (DESIGN §6). */
export class ConnectionBook {
  readonly #stored: Connections
  readonly #open: OpenConnection
  readonly #log: Log
  #live = new Map<string, Live>()
  #refreshed: Promise<void> = Promise.resolve()
  #broken = new Map<string, number>()

  constructor(stored: Connections, open: OpenConnection, log: Log) {
    this.#stored = stored
    this.#open = open
    this.#log = log
  }

  /**
   * Reads what is stored and opens what is new or changed. One after another, so that what was read first never covers
   * what was read last.
   */
  refresh(): Promise<void> {
    const turn = this.#refreshed.then(() => this.#read())
    this.#refreshed = turn.catch(() => {})
    return turn
  }

  async #read(): Promise<void> {
    const rows = await this.#stored.list()
    const next = new Map<string, Live>()
    for (const row of rows) {
      const known = this.#live.get(row.id)
      if (known?.version === row.version) {
        next.set(row.id, known)
        continue
      }
      const live = await this.#openOrReport(row)
      if (!live) continue
      next.set(row.id, live)
    }
    this.#live = next
  }

  all(): Live[] {
    return [...this.#live.values()]
  }
  ids(): string[] {
    return [...this.#live.keys()]
  }
  get(id: string): Live | null {
    return this.#live.get(id) ?? null
  }

  async #openOrReport(row: ConnectionRow): Promise<Live | null> {
    try {
      const opened = await this.#open(row)
      this.#broken.delete(row.id)
      return { id: row.id, name: row.name, version: row.version, ...opened }
    } catch (error) {
      if (this.#broken.get(row.id) !== row.version)
        this.#log.error({ connection: row.name, err: error }, 'connection cannot be used; the others go on')
      this.#broken.set(row.id, row.version)
      return null
    }
  }
}

/**
 * Does something once for each version of each connection; one that failed is done again the next time, and keeps no
 * other from its turn.
 * @throws the first failure, after all have had their turn.
 */
export function onceEachVersion(
  book: ConnectionBook,
  work: (live: Live) => Promise<void>,
): () => Promise<void> {
  const done = new Map<string, number>()
  return async () => {
    const fresh = book.all().filter(live => done.get(live.id) !== live.version)
    const results = await Promise.allSettled(
      fresh.map(async live => {
        await work(live)
        done.set(live.id, live.version)
      }),
    )
    for (const result of results) if (result.status === 'rejected') throw result.reason as Error
  }
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** The day of an instant in a zone, `YYYY-MM-DD`. */
export function dayIn(zone: string, at: Date): string {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en-US', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })
  formats.set(zone, format)
  const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return `${part.year}-${part.month}-${part.day}`
}
