import type { Place } from './bench.ts'
import { planProgram, startProgram } from './program.ts'
import type { Size } from './world.ts'

/** A sandbox as a process of its own. */
export type Sandbox = {
  /** Begins anew with a world of that size: nothing written to it, no calls counted, no faults. */
  fresh(size: Size, switches?: Record<string, string | number>): Promise<void>
  /** Calls since then, by route; the sandbox's own paths are not among them. */
  calls(): Promise<Record<string, number>>
  /** Rows of a collection. */
  state(collection: string): Promise<Record<string, unknown>[]>
  /** Every call is answered so much later; 0 changes nothing. */
  delay(ms: number): Promise<void>
  /** Acts as a person at the vendor's screens. */
  person(order: object): Promise<void>
  stop(): Promise<void>
}

export type Sandboxes = { peoplesoft: Sandbox; procore: Sandbox }

/** Out of the way where speed is measured: the vendor's limit would be all that one sees. */
export const noLimits = { hourlyLimit: 1e9, spikeLimit: 1e9 }

/** Starts both. */
export async function startSandboxes(place: Place, signal: AbortSignal): Promise<Sandboxes> {
  const peoplesoft = await startSandbox(place, 'peoplesoft', signal)
  try {
    return { peoplesoft, procore: await startSandbox(place, 'procore', signal) }
  } catch (error) {
    await peoplesoft.stop()
    throw error
  }
}

async function startSandbox(
  { ports, dir }: Place,
  name: keyof Sandboxes,
  signal: AbortSignal,
): Promise<Sandbox> {
  const control = `http://127.0.0.1:${ports[name]}/__sandbox`
  const plan = planProgram('sandbox', dir, [name, String(ports[name])], `${control}/clock`)
  const { stop } = await startProgram(plan, signal)
  const get = async (path: string) => (await fetch(`${control}/${path}`)).json()
  const post = async (path: string, body: object) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${control}/${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    const answer = await response.text()
    if (!response.ok) throw new Error(`${path} of the ${name} sandbox: ${answer}`)
  }
  return {
    fresh: (size, switches = {}) => post('fresh', { size, switches }),
    calls: async () => (await get('calls')) as Record<string, number>,
    state: async collection => (await get(`state/${collection}`)) as Record<string, unknown>[],
    delay: async ms => {
      if (ms > 0) await post('faults', { name: 'delay', args: { ms } })
    },
    person: order => post('do', order),
    stop,
  }
}

/** How many calls were made in all. */
export const countOf = (calls: Record<string, number>): number =>
  Object.values(calls).reduce((sum, count) => sum + count, 0)

/** Calls between two looks, by route. */
export function callsBetween(
  before: Record<string, number>,
  after: Record<string, number>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(after)
      .map(([route, count]): [string, number] => [route, count - (before[route] ?? 0)])
      .filter(([, count]) => count > 0),
  )
}
