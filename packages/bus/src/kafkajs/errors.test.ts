import { KafkaJSProtocolError } from 'kafkajs'
import { expect, test } from 'vitest'
import { BusError } from '../errors.ts'
import { busErrorOf } from './errors.ts'

const protocol = (type: string) =>
  new KafkaJSProtocolError(Object.assign(new Error(`said ${type}`), { type, code: 0 }))

test.each([
  ['MESSAGE_TOO_LARGE', 'refused'],
  ['UNKNOWN_TOPIC_OR_PARTITION', 'unknown-topic'],
  ['TOPIC_AUTHORIZATION_FAILED', 'not-allowed'],
  ['GROUP_AUTHORIZATION_FAILED', 'not-allowed'],
  ['NOT_ENOUGH_REPLICAS', 'outcome-unknown'],
])('%s of the broker is %s, however deep kafkajs wrapped it', (type, code) => {
  const wrapped = new Error('gave up', { cause: new Error('retries exceeded', { cause: protocol(type) }) })
  expect(busErrorOf(wrapped, 'outcome-unknown')).toMatchObject({ code, cause: wrapped })
})

test('what went wrong without the broker is what the caller knows', () => {
  expect(busErrorOf(new Error('connect ECONNREFUSED'), 'broker-away')).toMatchObject({ code: 'broker-away' })
  const ours = new BusError('closed', 'the bus was closed')
  expect(busErrorOf(ours, 'broker-away')).toBe(ours)
})
