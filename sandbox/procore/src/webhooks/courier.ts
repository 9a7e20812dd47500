import type { Collection, Faults, SandboxClock, Store, Switches } from '@plumbline/sandbox-kit'
import { Agent, request } from 'undici'
import { Sequence } from '../sequence.ts'
import type { switches } from '../switches.ts'
import type { Attempt, Delivery, Hook, Hooks } from './hook.ts'
import { payload, payloadVersion } from './payloads.ts'

/** How a failing endpoint stands; a healthy one has no row. Times in sandbox ms since 1970. */
type Failing = { failures: number; since: number; retryAt: number }

const FIRST_WAIT = 1000
const LONGEST_WAIT = 3_600_000
const GIVE_UP = 12 * 3_600_000
const KEPT_BODY = 2000

type Parts = {
  store: Store
  clock: SandboxClock
  switches: Switches<typeof switches>
  faults: Faults
  hooks: Hooks
}

/**
 * Delivers events over HTTP (procore.md §10.3): one at a time to an endpoint; any 2xx within 5 s is success. A failure
 * pauses all deliveries to that endpoint, 1 s doubling to 1 h on the sandbox's clock; after 12 h all that wait are
 * discarded, and the next event starts afresh.
 */
export class Courier {
  readonly #parts: Parts
  readonly #failing: Collection<Failing>
  readonly #busy = new Set<string>()
  readonly #agent = new Agent({ keepAliveTimeout: 10_000 })
  #stopped = false

  constructor(parts: Parts) {
    this.#parts = parts
    this.#failing = parts.store.collection('hook_endpoints')
    parts.clock.onTick(() => this.look())
  }

  /** Starts what is due; called on every tick and after every write. */
  look(): void {
    if (this.#stopped) return
    for (const url of new Set(this.#parts.hooks.hooks.all().map(hook => hook.destination_url))) {
      if (this.#busy.has(url)) continue
      const failing = this.#failing.get(url)
      if (failing && this.#now() - failing.since >= GIVE_UP) this.#discard(url)
      else if (!failing || failing.retryAt <= this.#now()) void this.#drain(url)
    }
  }

  /** Ends delivering; what waits stays in the state. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#agent.destroy()
  }

  async #drain(url: string): Promise<void> {
    this.#busy.add(url)
    try {
      for (let next = this.#next(url); next && !this.#stopped; next = this.#next(url)) {
        const attempt = await this.#send(next.hook, next.delivery)
        this.#settle(url, next.delivery, attempt)
        if (!attempt.success) break
      }
    } finally {
      this.#busy.delete(url)
    }
  }

  #next(url: string): { hook: Hook; delivery: Delivery } | null {
    const { hooks, switches } = this.#parts
    const newestFirst = switches.get('hookOrder') === 'reversed'
    for (const hook of this.#hooksAt(url)) {
      const due = hooks.deliveries.by('waiting', hook.id).filter(one => one.due <= this.#now())
      const delivery = newestFirst ? due.at(-1) : due[0]
      if (delivery) return { hook, delivery }
    }
    return null
  }

  async #send(hook: Hook, { event }: Delivery): Promise<Attempt> {
    const body = JSON.stringify(payload(event, payloadVersion(hook.payload_version) ?? 'v2.0'))
    const ms = this.#parts.switches.get('hookTimeoutMs')
    const started_at = this.#parts.clock.now().toISOString()
    const result = await post(this.#agent, hook, body, ms)
    const id = new Sequence(this.#parts.store, 'attempts', 1n).next()
    return { id, ...result, started_at, completed_at: this.#parts.clock.now().toISOString() }
  }

  #settle(url: string, delivery: Delivery, attempt: Attempt): void {
    const { hooks, store } = this.#parts
    // the hook may have been deleted meanwhile, and its deliveries with it
    if (hooks.deliveries.get(delivery.id)) {
      const attempts = [...delivery.attempts, attempt]
      hooks.deliveries.put({ ...delivery, status: attempt.success ? 'delivered' : 'retrying', attempts })
    }
    if (attempt.success) this.#failing.delete(url)
    else {
      const before = this.#failing.get(url) ?? { failures: 0, since: this.#now() }
      const wait = Math.min(FIRST_WAIT * 2 ** before.failures, LONGEST_WAIT)
      this.#failing.put(url, {
        failures: before.failures + 1,
        since: before.since,
        retryAt: this.#now() + wait,
      })
    }
    store.commit()
  }

  #discard(url: string): void {
    const { hooks, store, switches } = this.#parts
    for (const hook of this.#hooksAt(url)) {
      for (const delivery of hooks.deliveries.by('waiting', hook.id))
        hooks.deliveries.put({ ...delivery, status: 'discarded' })
      if (switches.get('hookDisable') === 'after-discard') hooks.hooks.put({ ...hook, status: 'disabled' })
    }
    this.#failing.delete(url)
    store.commit()
  }

  #hooksAt(url: string): Hook[] {
    return this.#parts.hooks.hooks.all().filter(hook => hook.destination_url === url)
  }

  #now(): number {
    return this.#parts.clock.now().getTime()
  }
}

type Result = Omit<Attempt, 'id' | 'started_at' | 'completed_at'>

async function post(agent: Agent, hook: Hook, body: string, ms: number): Promise<Result> {
  try {
    const answer = await request(hook.destination_url, {
      method: 'POST',
      dispatcher: agent,
      body,
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Procore Webhooks',
        ...(hook.authorization === null ? {} : { authorization: hook.authorization }),
      },
      signal: AbortSignal.timeout(ms),
    })
    const text = await answer.body.text()
    return {
      success: answer.statusCode >= 200 && answer.statusCode < 300,
      response_status: answer.statusCode,
      response_body: text.slice(0, KEPT_BODY),
      response_headers: answer.headers,
      response_error: null,
    }
  } catch (error) {
    const response_error = error instanceof Error ? error.message : String(error)
    return {
      success: false,
      response_status: null,
      response_body: null,
      response_headers: null,
      response_error,
    }
  }
}
