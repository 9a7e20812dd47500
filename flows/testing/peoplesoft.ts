import { createPeoplesoft, type PeopleSoft } from '@plumbline/peoplesoft'
import { startPeoplesoftSandbox } from '@plumbline/sandbox-peoplesoft'
import { type PeoplesoftRows, skeletonPeoplesoft } from '@plumbline/sandbox-world'
import { onTestFinished } from 'vitest'
import type { Settings } from '../connection.ts'
import { settingsWith } from './settings.ts'

export type Started = {
  peoplesoft: PeopleSoft
  settings: Settings
  /** Lets time pass in the sandbox. */
  pass(ms: number): void
  /** What a person does on PeopleSoft's pages. @throws when the sandbox refuses it */
  person(order: Record<string, unknown>): Promise<void>
}

/** A PeopleSoft sandbox with the skeleton world, these rows beside it and these switches, and a client on it; both end with the test. */
export async function startPeoplesoft(
  switches: Record<string, string | number> = {},
  change?: (settings: Settings) => void,
  more: PeoplesoftRows = {},
): Promise<Started> {
  const { url, sandbox, close } = await startPeoplesoftSandbox({ rows: { ...skeletonPeoplesoft(), ...more } })
  onTestFinished(close)
  for (const [name, value] of Object.entries(switches)) sandbox.switches.set(name, value)
  const settings = settingsWith(each => {
    each.peoplesoft.base_url = `${url}/PSIGW/RESTListeningConnector`
    change?.(each)
  })
  const peoplesoft = createPeoplesoft(settings.peoplesoft, {
    secret: async () => 'plumbline-demo',
    now: () => new Date(),
  })
  onTestFinished(peoplesoft.close)
  return {
    peoplesoft,
    settings,
    pass: ms => void sandbox.clock.set({ shift_ms: ms }),
    person: async order => {
      const body = JSON.stringify({ as: 'DWHITFIELD', ...order })
      const headers = { 'content-type': 'application/json' }
      const answer = await fetch(`${url}/__sandbox/do`, { method: 'POST', headers, body })
      if (!answer.ok) throw new Error(await answer.text())
    },
  }
}
