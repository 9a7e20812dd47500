import { createProcore, type Procore } from '@plumbline/procore'
import { startProcoreSandbox } from '@plumbline/sandbox-procore'
import { type ProcoreRows, skeletonProcore } from '@plumbline/sandbox-world'
import { onTestFinished } from 'vitest'
import type { Settings } from '../connection.ts'
import { settingsWith } from './settings.ts'

export type Started = {
  procore: Procore
  settings: Settings
  /** Paths of the calls that were made, in order. */
  calls: string[]
  /** Named faults of the sandbox. */
  faults: Awaited<ReturnType<typeof startProcoreSandbox>>['sandbox']['faults']
  /** Sets switches of the sandbox. */
  set(switches: Record<string, string | number>): void
  /** From now on the calls whose path has this in it are answered with a status. */
  fail(path: string, status: number): void
  /** What a person does on Procore's screens. @throws when the sandbox refuses it */
  person(order: Record<string, unknown>): Promise<void>
}

/** A Procore sandbox with the skeleton world and these rows beside it, and a client on it; both end with the test. */
export async function startProcore(
  more: ProcoreRows = {},
  change?: (settings: Settings) => void,
): Promise<Started> {
  const skeleton = skeletonProcore()
  const lists = Object.entries(more) as [keyof ProcoreRows, unknown[]][]
  const rows = Object.fromEntries(
    lists.map(([name, list]) => [name, [...((skeleton[name] as unknown[]) ?? []), ...list]]),
  )
  const { url, sandbox, close } = await startProcoreSandbox({
    rows: { ...skeleton, ...rows },
    switches: { spikeLimit: 1000 },
  })
  onTestFinished(close)
  const settings = settingsWith(each => {
    Object.assign(each.procore, { api_url: url, login_url: url })
    change?.(each)
  })
  const calls: string[] = []
  const procore = createProcore(settings.procore, {
    secret: async () => 'plumbline-demo-secret',
    now: () => new Date(),
    onCall: ({ route }) => void calls.push(route),
  })
  onTestFinished(procore.close)
  return {
    procore,
    settings,
    calls,
    faults: sandbox.faults,
    person: async order => {
      const body = JSON.stringify({ as: 9002, ...order })
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${url}/__sandbox/do`, { method: 'POST', headers, body })
      if (!answer.ok) throw new Error(await answer.text())
    },
    fail: (path, status) => void sandbox.faults.add({ name: 'status', match: { path }, args: { status } }),
    set: switches => {
      for (const [name, value] of Object.entries(switches)) sandbox.switches.set(name, value)
    },
  }
}
