import {
  type CaptureStanding,
  captureStandings,
  type Exception,
  exceptions,
  type FlowStanding,
  flowStandings,
  outboxStanding,
} from '@plumbline/ledger'
import type { Ops } from './context.ts'

export type Status = {
  captures: CaptureStanding[]
  flows: FlowStanding[]
  outbox: { waiting: number; dead: number }
}

/** How everything stands. */
export async function readStatus({ pool }: Pick<Ops, 'pool'>): Promise<Status> {
  const [captures, flows, outbox] = await Promise.all([
    captureStandings(pool),
    flowStandings(pool),
    outboxStanding(pool),
  ])
  return { captures, flows, outbox }
}

/** Every record that has not arrived, with its reason. */
export function readExceptions({ pool }: Pick<Ops, 'pool'>): Promise<Exception[]> {
  return exceptions(pool)
}

/** What still has to happen by itself before both sides agree: in words, empty when nothing is open. */
export function whatIsOpen({ captures, flows, outbox }: Status): string[] {
  const open: string[] = []
  const say = (count: number, what: string) => {
    if (count > 0) open.push(`${count} ${what}`)
  }
  for (const one of captures) {
    say(
      one.scopes - one.scopesFilled,
      `scope(s) of ${one.capture} not read yet${one.lastError ? ` (${one.lastError})` : ''}`,
    )
    say(one.toRead, `record(s) of ${one.capture} to be read`)
  }
  say(outbox.waiting, 'event(s) to be published')
  for (const one of flows) {
    say(one.waiting, `record(s) of ${one.flow} waiting`)
    say(one.inDoubt, `record(s) of ${one.flow} in doubt`)
    say(one.following, `record(s) of ${one.flow} not final at the target`)
  }
  return open
}
