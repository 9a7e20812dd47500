import { expect, test } from 'vitest'
import { brokersOf, readConfig, timingOf } from './config.ts'
import type { BadConfig } from './environment.ts'

const enough = {
  PLUMBLINE_DATABASE_URL: 'postgres://plumbline:s3cret@db:5432/plumbline',
  PLUMBLINE_KAFKA_BROKERS: 'one:9092, two:9092',
  PLUMBLINE_REGISTRY_URL: 'http://registry:8081',
  PLUMBLINE_SEAL_KEY_FILE: '/etc/plumbline/seal.key',
}

/** What is said about an environment, which must be refused. */
function problems(env: NodeJS.ProcessEnv): string[] {
  try {
    readConfig({}, env)
  } catch (error) {
    return (error as BadConfig).problems
  }
  throw new Error('it was taken')
}

test('what is required is enough, and the rest has defaults', () => {
  const config = readConfig({}, enough)
  expect(config).toMatchObject({ PLUMBLINE_TOPIC_PREFIX: 'plumbline', PLUMBLINE_KAFKA_TLS: false })
  expect(brokersOf(config).brokers).toEqual(['one:9092', 'two:9092'])
  expect(timingOf(config).callDeadlineMs).toBe(60_000)
})

test('every variable that is missing is told in a sentence of its own, and an empty one is missing', () => {
  expect(problems({ ...enough, PLUMBLINE_KAFKA_BROKERS: '', PLUMBLINE_REGISTRY_URL: undefined })).toEqual([
    'PLUMBLINE_KAFKA_BROKERS is not set: Brokers to begin with, `host:port`, separated by commas.',
    expect.stringMatching(/^PLUMBLINE_REGISTRY_URL is not set: Confluent-compatible schema registry/),
  ])
  expect(readConfig({}, { ...enough, PLUMBLINE_LEASE_MS: '' }).PLUMBLINE_LEASE_MS).toBe(150_000)
})

test('a value that does not fit is told once, with what would', () => {
  expect(
    problems({
      ...enough,
      PLUMBLINE_LOG_LEVEL: 'loud',
      PLUMBLINE_HEALTH_PORT: '70000',
      PLUMBLINE_LEASE_MS: 'soon',
      PLUMBLINE_KAFKA_TLS: 'on',
      PLUMBLINE_KAFKA_BROKERS: 'kafka',
    }),
  ).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /^PLUMBLINE_LOG_LEVEL must be one of trace, debug, info, warn, error, not "loud": /,
      ),
      expect.stringMatching(/^PLUMBLINE_HEALTH_PORT must be <= 65535, not "70000": /),
      expect.stringMatching(/^PLUMBLINE_LEASE_MS must be a whole number, not "soon": /),
      expect.stringMatching(/^PLUMBLINE_KAFKA_TLS must be true or false, not "on": /),
      expect.stringMatching(/^PLUMBLINE_KAFKA_BROKERS cannot be "kafka": Brokers to begin with/),
    ]),
  )
})

test('what a secret variable holds is never shown', () => {
  const said = problems({ ...enough, PLUMBLINE_DATABASE_URL: 'mysql://plumbline:s3cret@db/plumbline' })
  expect(said).toEqual([
    expect.stringMatching(/^PLUMBLINE_DATABASE_URL has not the form that is needed: Postgres of the ledger/),
  ])
  expect(said.join()).not.toContain('s3cret')
})

test('times that would let work be taken over under way, and a login without a name, are refused', () => {
  expect(
    problems({ ...enough, PLUMBLINE_LEASE_MS: '60000', PLUMBLINE_KAFKA_SASL_MECHANISM: 'plain' }),
  ).toEqual([
    expect.stringContaining('PLUMBLINE_LEASE_MS (60000) must be longer than two calls'),
    expect.stringContaining('PLUMBLINE_KAFKA_USERNAME is not set'),
  ])
})
