import { setTimeout as sleep } from 'node:timers/promises'
import type { Settings } from '@plumbline/flows'
import { readExceptions, readStatus, type Status, whatIsOpen } from '@plumbline/ops'
import { boardRows, type Screen } from './board.ts'
import { type Compared, compareOrders, type OrderState, orderCollections } from './orders.ts'
import { type ProjectSummary, summarize } from './summary.ts'
import type { System } from './system.ts'
import { rows } from './trickle.ts'

/** Both sides agree once nothing has been open for so many looks in a row. */
const CALM_LOOKS = 4

export type Agreement = { agreed: boolean; open: string[]; status: Status }

/** Shows the table until nothing is open any more, the limit is over or the signal comes. */
export async function watchUntilAgreed(
  { ops }: Pick<System, 'ops'>,
  screen: Screen,
  limitMs: number,
  signal: AbortSignal,
): Promise<Agreement> {
  const until = performance.now() + limitMs
  for (let calm = 0; ; ) {
    const status = await readStatus(ops)
    const open = whatIsOpen(status)
    screen.show(boardRows(status), open[0] ?? 'nothing is open')
    calm = open.length === 0 ? calm + 1 : 0
    if (calm >= CALM_LOOKS) return { agreed: true, open, status }
    if (signal.aborted || performance.now() > until) return { agreed: false, open, status }
    await sleep(500)
  }
}

/** Goes on showing the table until the signal comes. */
export async function watchOn(
  { ops }: Pick<System, 'ops'>,
  screen: Screen,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const status = await readStatus(ops)
    screen.show(boardRows(status), whatIsOpen(status)[0] ?? 'nothing is open')
    await sleep(1000)
  }
}

/** Both sides by project, and all that did not arrive. */
export async function lookAtBooks(
  { ops, urls }: System,
  connection: string,
): Promise<{
  projects: ProjectSummary[]
  orders: Compared[]
  exceptions: Awaited<ReturnType<typeof readExceptions>>
}> {
  const exceptions = await readExceptions(ops)
  const stored = await ops.store.find(connection)
  const names = {
    procore: [
      ...['projects', 'direct_costs', 'direct_cost_line_items', 'tax_codes'],
      ...orderCollections.procore,
    ],
    peoplesoft: orderCollections.peoplesoft,
  }
  const state = await Promise.all(
    (['procore', 'peoplesoft'] as const).flatMap(system =>
      names[system].map(async name => [name, await rows(urls[system], name)] as const),
    ),
  )
  const settings = stored?.document as Settings
  const rowsOf = Object.fromEntries(state) as Parameters<typeof summarize>[0]['state'] & OrderState
  return {
    projects: summarize({ projects: settings.projects, exceptions, state: rowsOf }),
    orders: compareOrders(rowsOf, settings, new Set(exceptions.map(one => one.key))),
    exceptions,
  }
}
