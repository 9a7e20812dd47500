import { BusError } from '@plumbline/bus'
import { CodecError } from '@plumbline/codec'
import { createPool } from '@plumbline/ledger'
import { expect, test } from 'vitest'
import { inPlainWords } from './plain-words.ts'

test('a database that nobody runs is told by its address, with what to check', async () => {
  const failed = await createPool('postgres://x@127.0.0.1:1/x')
    .query('select 1')
    .catch((error: unknown) => error)
  expect(inPlainWords(failed)).toMatch(
    /^the database cannot be reached \(connect ECONNREFUSED 127\.0\.0\.1:1\): check PLUMBLINE_DATABASE_URL/,
  )
})

test('an error of several attempts says what each said, and none is empty', () => {
  const refused = Object.assign(new AggregateError([new Error('connect a'), new Error('connect b')]), {
    code: 'ECONNREFUSED',
  })
  expect(inPlainWords(refused)).toContain('connect a; connect b')
  expect(inPlainWords(new TypeError(''))).toBe('TypeError')
  expect(inPlainWords('as it is')).toBe('as it is')
})

test('Kafka and the registry say what to do about it', () => {
  expect(inPlainWords(new BusError('broker-away', 'no answer'))).toBe(
    'Kafka: no answer. No broker answers, or none leads the partition: nothing was done; pause and try again.',
  )
  expect(inPlainWords(new CodecError('registry-away', 'connect ECONNREFUSED'))).toContain('schema registry')
})
