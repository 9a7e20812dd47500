import { readConnectionFile } from '@plumbline/connections'
import type { System } from '@plumbline/flow-kit'
import type { Settings } from '@plumbline/flows'
import { createPeoplesoft, type PeopleSoft } from '@plumbline/peoplesoft'
import { createProcore, type Procore } from '@plumbline/procore'
import type { Faults, SandboxClock, Writes } from '@plumbline/sandbox-kit'
import { startPeoplesoftSandbox } from '@plumbline/sandbox-peoplesoft'
import { startProcoreSandbox } from '@plumbline/sandbox-procore'
import {
  demoPeoplesoft,
  demoProcore,
  type PeoplesoftRows,
  type ProcoreRows,
  skeletonPeoplesoft,
  skeletonProcore,
} from '@plumbline/sandbox-world'
import { onTestFinished } from 'vitest'

/** Rows that a fixture adds to a world. */
export type MoreRows = { peoplesoft?: PeoplesoftRows; procore?: ProcoreRows }

/** One vendor's sandbox, from its operator's side. */
type Side = {
  faults: Faults
  clock: SandboxClock
  writes: Writes
  set(switches: Record<string, string | number>): void
  /** What a person does on the vendor's screens. @throws when the sandbox refuses it */
  person(order: Record<string, unknown>): Promise<void>
}

/** Both sandboxes, and the clients that a service would open on them. */
export type Systems = {
  settings: Settings
  apis: { peoplesoft: PeopleSoft; procore: Procore }
  sides: Record<System, Side>
}

/** Rate limits out of the way: they are no part of what is shown here. */
const SWITCHES = { hourlyLimit: 1e6, spikeLimit: 1e6, directCostWriteMs: 0 }
const SECRETS = { password: 'plumbline-demo', client_secret: 'plumbline-demo-secret' }

/** The day on which the battery stands: within the open periods of both worlds. */
export const TODAY = '2026-11-16'

const worlds = {
  skeleton: { peoplesoft: skeletonPeoplesoft, procore: skeletonProcore },
  demo: { peoplesoft: () => demoPeoplesoft(TODAY), procore: () => demoProcore(TODAY) },
}
type World = keyof typeof worlds

/** Starts both sandboxes with a world and these rows beside it; they end with the test. */
export async function startSystems(more: MoreRows = {}, world: World = 'skeleton'): Promise<Systems> {
  const { peoplesoft: psRows, procore: pcRows } = worlds[world]
  const ps = await startPeoplesoftSandbox({ rows: merged(psRows(), more.peoplesoft) })
  onTestFinished(ps.close)
  const pc = await startProcoreSandbox({ rows: merged(pcRows(), more.procore), switches: SWITCHES })
  onTestFinished(pc.close)
  const settings = settingsFor(world, ps.url, pc.url)
  const now = () => new Date()
  const peoplesoft = createPeoplesoft(settings.peoplesoft, { secret: async name => SECRETS[name], now })
  const procore = createProcore(settings.procore, { secret: async () => SECRETS.client_secret, now })
  onTestFinished(peoplesoft.close)
  onTestFinished(procore.close)
  return {
    settings,
    apis: { peoplesoft, procore },
    sides: {
      peoplesoft: sideOf(ps.url, ps.sandbox, { as: 'DWHITFIELD' }),
      procore: sideOf(pc.url, pc.sandbox, { as: 9002 }),
    },
  }
}

/** The example connection, with the addresses of these sandboxes. */
function settingsFor(world: World, peoplesoftUrl: string, procoreUrl: string): Settings {
  const file = new URL(`../../examples/${world}.yaml`, import.meta.url)
  const settings = readConnectionFile(file.pathname)
  const base_url = `${peoplesoftUrl}/PSIGW/RESTListeningConnector`
  const urls = { api_url: procoreUrl, login_url: procoreUrl }
  return {
    ...settings,
    peoplesoft: { ...settings.peoplesoft, base_url, timeout_ms: 5000 },
    procore: { ...settings.procore, ...urls, timeout_ms: 5000, max_wait_ms: 0 },
  }
}

type Inside = Pick<Side, 'faults' | 'clock' | 'writes'> & {
  switches: { set(name: string, value: unknown): void }
}

function sideOf(url: string, { faults, clock, writes, switches }: Inside, who: object): Side {
  return {
    faults,
    clock,
    writes,
    set: values => {
      for (const [name, value] of Object.entries(values)) switches.set(name, value)
    },
    person: async order => {
      const body = JSON.stringify({ ...who, ...order })
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${url}/__sandbox/do`, { method: 'POST', headers, body })
      if (!answer.ok) throw new Error(await answer.text())
    },
  }
}

function merged<R extends object>(rows: R, more: Partial<R> = {}): R {
  const lists = Object.entries(more) as [keyof R, unknown[]][]
  return {
    ...rows,
    ...Object.fromEntries(
      lists.map(([name, list]) => [name, [...((rows[name] as unknown[]) ?? []), ...list]]),
    ),
  }
}
