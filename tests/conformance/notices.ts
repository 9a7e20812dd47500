import type { Notice } from '@plumbline/flow-kit'
import { parseJson } from '@plumbline/http'
import { addTriggers, createHook, readNotices } from '@plumbline/procore'
import { onTestFinished } from 'vitest'
import { serve } from '../../packages/http/src/testing/server.ts'
import type { PayloadVersion } from './fixture.ts'
import type { Systems } from './systems.ts'

const EVENTS = ['create', 'update', 'delete']

/**
 * Listens to these resources by a hook, and gives what has been delivered so far, read as the ingress reads it.
 * The receiver ends with the test.
 */
export async function hookUp(
  { apis: { procore } }: Systems,
  payload_version: PayloadVersion,
  resources: readonly string[],
): Promise<() => Notice[]> {
  const receiver = await serve((_, response) => void response.writeHead(200).end())
  onTestFinished(receiver.close)
  const place = { api: 'v2.0' } as const
  const hook = await createHook(procore, place, {
    payload_version,
    namespace: 'conformance',
    destination_url: `${receiver.url}/notices`,
    authorization: 'secret',
  })
  if (!('seen' in hook)) throw new Error(hook.why)
  const triggers = resources.flatMap(resource_name =>
    EVENTS.map(event_type => ({ resource_name, event_type })),
  )
  const added = await addTriggers(procore, place, hook.seen, triggers)
  if (!('seen' in added) || added.seen.refused.length > 0) throw new Error('triggers were not taken')
  return () =>
    receiver.asked.flatMap(({ body }) => {
      const { notices, faults } = readNotices(parseJson(body))
      if (faults.length > 0) throw new Error(faults.join('; '))
      return notices
    })
}
