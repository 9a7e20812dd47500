/** What a fault applies to; every part given must hold. `path` is a regular expression over the URL with its query. */
export type FaultMatch = { method?: string; path?: string; body?: string }

/** A named misbehaviour, switched on for a number of calls or a time. */
export type Fault = {
  id: string
  name: string
  match: FaultMatch
  /** Calls left; null without a limit. */
  times: number | null
  /** Sandbox time at which it ends, ms since 1970; null without an end. */
  until: number | null
  args: Record<string, unknown>
  hits: number
}

export type FaultOrder = {
  name: string
  match?: FaultMatch
  times?: number
  for_ms?: number
  args?: Record<string, unknown>
}

export type FaultSubject = { method: string; url: string; body?: unknown }

/** The faults in force. `take` counts a hit, so a fault of `times: 1` strikes one call. */
export class Faults {
  readonly #known: ReadonlySet<string>
  readonly #now: () => Date
  #active: Fault[] = []
  #made = 0

  /** @param known names accepted; any other is refused by `add`. */
  constructor(known: readonly string[], now: () => Date) {
    this.#known = new Set(known)
    this.#now = now
  }

  add(order: FaultOrder): Fault {
    if (!this.#known.has(order.name))
      throw new Error(`no fault is named ${order.name}; known are: ${[...this.#known].sort().join(', ')}`)
    if (order.match?.path) new RegExp(order.match.path)
    const fault: Fault = {
      id: String(++this.#made),
      name: order.name,
      match: order.match ?? {},
      times: order.times ?? null,
      until: order.for_ms === undefined ? null : this.#now().getTime() + order.for_ms,
      args: order.args ?? {},
      hits: 0,
    }
    this.#active.push(fault)
    return fault
  }

  list(): Fault[] {
    return this.#active
  }

  /** Ends one fault, or all. */
  clear(id?: string): void {
    this.#active = id === undefined ? [] : this.#active.filter(fault => fault.id !== id)
  }

  /** The first fault of one of these names that strikes this call, counted as a hit; null if none does. */
  take(subject: FaultSubject, ...names: string[]): Fault | null {
    const now = this.#now().getTime()
    const fault = this.#active.find(
      one =>
        names.includes(one.name) &&
        (one.times === null || one.hits < one.times) &&
        (one.until === null || now < one.until) &&
        strikes(one.match, subject),
    )
    if (fault) fault.hits++
    return fault ?? null
  }
}

function strikes(match: FaultMatch, { method, url, body }: FaultSubject): boolean {
  if (match.method && match.method.toUpperCase() !== method.toUpperCase()) return false
  if (match.path && !new RegExp(match.path).test(url)) return false
  if (match.body && !(typeof body === 'string' ? body : (JSON.stringify(body) ?? '')).includes(match.body))
    return false
  return true
}
