import type { Consumer, Kafka } from 'kafkajs'
import { expect, test } from 'vitest'
import { type MemberHooks, runMember } from './member.ts'

// A stall that kafkajs is known for, and that no broker can be made to provoke: a consumer that neither reads nor ends.
const mute: Partial<Consumer> = {
  events: new Proxy({}, { get: (_, name) => String(name) }) as Consumer['events'],
  on: () => () => {},
  connect: () => new Promise(() => {}),
  stop: async () => {},
  disconnect: () => new Promise(() => {}),
}

test('a consumer that gives no sign of life is given up', async () => {
  const settings = { sessionTimeoutMs: 50, stopMs: 100 } as Parameters<typeof runMember>[2]
  const kafka = { consumer: () => mute } as unknown as Kafka
  const living = runMember(
    kafka,
    { group: 'g', topics: ['t'] },
    settings,
    new AbortController().signal,
    {} as MemberHooks,
  )
  await expect(living).rejects.toThrow('no sign of life for 100 ms')
})
