import { flows } from '@plumbline/flows'
import {
  type CaptureStanding,
  captureStandings,
  type Exception,
  exceptions,
  type FlowStanding,
  flowStandings,
  type OutboxStanding,
  openReplays,
  outboxStanding,
} from '@plumbline/ledger'
import type { Ops } from './context.ts'

export type Status = {
  captures: CaptureStanding[]
  flows: FlowStanding[]
  outbox: OutboxStanding
  replays: number
  /** Captures of a connection that no service has begun to read. */
  unread: string[]
}

/** How everything stands. */
export async function readStatus({ pool }: Pick<Ops, 'pool'>): Promise<Status> {
  const [captures, standings, outbox, replays, names] = await Promise.all([
    captureStandings(pool),
    flowStandings(pool),
    outboxStanding(pool),
    openReplays(pool),
    pool.query<{ name: string }>('select name from connection').then(({ rows }) => rows.map(row => row.name)),
  ])
  const known = new Set(captures.map(one => `${one.connection} ${one.capture}`))
  const wanted = names.flatMap(name =>
    flows.flatMap(flow => flow.captures.map(capture => `${name} ${capture.name}`)),
  )
  return { captures, flows: standings, outbox, replays, unread: wanted.filter(one => !known.has(one)) }
}

/** States in which a record has not arrived. */
export const exceptionStates = ['held', 'parked', 'dead', 'in-doubt', 'skipped', 'baseline'] as const

/**
 * Every record that has not arrived, with its reason; of one flow or state only, where that is asked.
 * @throws with those there are, for a flow or state that is not one
 */
export async function readExceptions(
  { pool }: Pick<Ops, 'pool'>,
  { flow, state }: { flow?: string; state?: string } = {},
): Promise<Exception[]> {
  const names = flows.flatMap(one => [...one.captures, ...one.applies].map(({ name }) => name))
  if (flow !== undefined && !names.includes(flow))
    throw new Error(`there is no flow ${flow}; there are ${names.join(', ')}`)
  if (state !== undefined && !exceptionStates.some(one => one === state))
    throw new Error(`there is no state ${state}; there are ${exceptionStates.join(', ')}`)
  const all = await exceptions(pool)
  return all.filter(one => (!flow || one.flow === flow) && (!state || one.state === state))
}

/** What still has to happen by itself before both sides agree: in words, empty when nothing is open. */
export function whatIsOpen({ captures, flows, outbox, replays, unread }: Status): string[] {
  const open = unread.map(one => `${one} not begun`)
  const say = (count: number, what: string) => {
    if (count > 0) open.push(`${count} ${what}`)
  }
  for (const one of captures) {
    const because = one.lastError ? ` (${one.lastError})` : ''
    say(one.scopes - one.scopesFilled, `scope(s) of ${one.capture} not read yet${because}`)
    say(one.scopesDue, `scope(s) of ${one.capture} to be read now${because}`)
    say(one.toRead, `record(s) of ${one.capture} to be read`)
  }
  say(outbox.waiting, 'event(s) to be published')
  say(outbox.unlanded, 'event(s) to be landed')
  say(replays, 'replay(s) under way')
  for (const one of flows) {
    say(one.waiting, `record(s) of ${one.flow} waiting`)
    say(one.woken, `record(s) of ${one.flow} that waited, to be looked at again`)
    say(one.inDoubt, `record(s) of ${one.flow} in doubt`)
    say(one.following, `record(s) of ${one.flow} not final at the target`)
  }
  return open
}
