import type { BusOptions } from '@plumbline/bus'
import { defaultTiming, type Timing } from '@plumbline/engine'
import { publishedSchemas, schemaNames, schemaOf } from '@plumbline/schemas'
import { type Static, type TProperties, Type } from 'typebox'
import { readEnvironment } from './environment.ts'

type SASLOptions = NonNullable<BusOptions['sasl']>

const ms = (fallback: number, description: string) =>
  Type.Integer({ default: fallback, minimum: 1, description: `${description} Milliseconds.` })

/** What every service reads from its environment. */
export const ServiceConfig = {
  PLUMBLINE_DATABASE_URL: Type.String({
    pattern: '^postgres(ql)?://',
    secret: true,
    description:
      'Postgres of the ledger, e.g. `postgres://plumbline:…@db:5432/plumbline`. Holds a password: give it as a secret.',
  }),
  PLUMBLINE_KAFKA_BROKERS: Type.String({
    pattern: '^\\s*[^\\s,]+:\\d+(\\s*,\\s*[^\\s,]+:\\d+)*\\s*$',
    description: 'Brokers to begin with, `host:port`, separated by commas.',
  }),
  PLUMBLINE_REGISTRY_URL: Type.String({
    pattern: '^https?://',
    description: 'Confluent-compatible schema registry, e.g. `http://registry:8081` or `…/apis/ccompat/v7`.',
  }),
  PLUMBLINE_KAFKA_TLS: Type.Boolean({
    default: false,
    description:
      'Talk TLS to the brokers; their certificate must be trusted by the system or NODE_EXTRA_CA_CERTS.',
  }),
  PLUMBLINE_KAFKA_SASL_MECHANISM: Type.Union(
    ['none', 'plain', 'scram-sha-256', 'scram-sha-512'].map(mechanism => Type.Literal(mechanism)),
    { default: 'none', description: 'How the login at the brokers is made.' },
  ),
  PLUMBLINE_KAFKA_USERNAME: Type.String({ default: '', description: 'Login at the brokers.' }),
  PLUMBLINE_KAFKA_PASSWORD: Type.String({
    default: '',
    secret: true,
    description: 'Its password: give it as a secret.',
  }),
  PLUMBLINE_REGISTRY_USERNAME: Type.String({
    default: '',
    description: 'Login at the registry; none without one.',
  }),
  PLUMBLINE_REGISTRY_PASSWORD: Type.String({
    default: '',
    secret: true,
    description: 'Its password: give it as a secret.',
  }),
  PLUMBLINE_SEAL_KEY_FILE: Type.String({
    minLength: 1,
    description: 'File with the keys that seal credentials, one a line, the current one first; mode 600.',
  }),
  PLUMBLINE_TOPIC_PREFIX: Type.String({
    default: 'plumbline',
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
    description: 'Begins every topic and group name.',
  }),
  PLUMBLINE_HEALTH_HOST: Type.String({
    default: '127.0.0.1',
    description: 'Address that health and metrics listen on; `0.0.0.0` in a pod.',
  }),
  PLUMBLINE_HEALTH_PORT: Type.Integer({
    default: 9464,
    minimum: 0,
    maximum: 65535,
    description: 'Port of `/health/live`, `/health/ready` and `/metrics`.',
  }),
  PLUMBLINE_LOG_LEVEL: Type.Union(
    ['trace', 'debug', 'info', 'warn', 'error'].map(level => Type.Literal(level)),
    { default: 'info', description: 'Least severe lines that are written.' },
  ),
  PLUMBLINE_DATABASE_POOL: Type.Integer({
    default: 10,
    minimum: 2,
    description: 'Most database connections.',
  }),
  PLUMBLINE_CALL_DEADLINE_MS: ms(
    defaultTiming.callDeadlineMs,
    'Longest that one call to PeopleSoft or Procore may take.',
  ),
  PLUMBLINE_LEASE_MS: ms(
    defaultTiming.leaseMs,
    'How long work is ours without a word; after a crash it is taken over then. Longer than two calls.',
  ),
  PLUMBLINE_DOUBT_WAIT_MS: ms(
    defaultTiming.doubtWaitMs,
    "After a lost answer: how long until the look-up decides. Longer than the target's longest request.",
  ),
  PLUMBLINE_FOLLOW_MS: ms(defaultTiming.followMs, 'How often a posting that is not final is looked at.'),
  PLUMBLINE_RECHECK_MS: ms(defaultTiming.recheckMs, 'How often every parked record is looked at again.'),
  PLUMBLINE_FACTS_MS: ms(defaultTiming.factsMs, 'How old periods, projects and surveys may be.'),
  PLUMBLINE_DELETIONS_PER_DAY: Type.Integer({
    default: defaultTiming.deletionsPerDay,
    minimum: 0,
    description: 'Deletions of one scope in a rolling day beyond which a person is asked.',
  }),
}

const Base = Type.Object(ServiceConfig)
export type BaseConfig = Static<typeof Base>

/** What a service reads: what all do, and its own settings. */
export type Config<Own extends TProperties> = BaseConfig & Static<ReturnType<typeof Type.Object<Own>>>

/**
 * Reads a service's configuration from the environment. A variable that is empty counts as not set.
 * @throws BadConfig with one sentence for each variable that is missing or wrong
 */
export function readConfig<Own extends TProperties = Record<never, never>>(
  own: Own = {} as Own,
  env: NodeJS.ProcessEnv = process.env,
): Config<Own> {
  return readEnvironment<Config<Own>>({ ...ServiceConfig, ...own }, env, contradictions)
}

function contradictions(config: BaseConfig): string[] {
  const problems: string[] = []
  if (config.PLUMBLINE_LEASE_MS <= 2 * config.PLUMBLINE_CALL_DEADLINE_MS)
    problems.push(
      `PLUMBLINE_LEASE_MS (${config.PLUMBLINE_LEASE_MS}) must be longer than two calls (PLUMBLINE_CALL_DEADLINE_MS is ${config.PLUMBLINE_CALL_DEADLINE_MS}), or work is taken over under way`,
    )
  if (config.PLUMBLINE_KAFKA_SASL_MECHANISM !== 'none' && config.PLUMBLINE_KAFKA_USERNAME === '')
    problems.push(
      'PLUMBLINE_KAFKA_USERNAME is not set, though PLUMBLINE_KAFKA_SASL_MECHANISM asks for a login',
    )
  return problems
}

/** How the brokers are reached. */
export function brokersOf(config: BaseConfig) {
  const mechanism = config.PLUMBLINE_KAFKA_SASL_MECHANISM as
    | 'none'
    | 'plain'
    | 'scram-sha-256'
    | 'scram-sha-512'
  const login = { username: config.PLUMBLINE_KAFKA_USERNAME, password: config.PLUMBLINE_KAFKA_PASSWORD }
  return {
    brokers: config.PLUMBLINE_KAFKA_BROKERS.split(',').map(broker => broker.trim()),
    ssl: config.PLUMBLINE_KAFKA_TLS,
    ...(mechanism === 'none' ? {} : { sasl: { mechanism, ...login } as SASLOptions }),
  }
}

/** How the registry is reached, and the schemas that are read and written. */
export function registryOf(config: BaseConfig) {
  const { PLUMBLINE_REGISTRY_USERNAME: username, PLUMBLINE_REGISTRY_PASSWORD: password } = config
  return {
    url: config.PLUMBLINE_REGISTRY_URL,
    ...(username ? { auth: { username, password } } : {}),
    schemas: schemaNames().map(schemaOf),
    past: publishedSchemas(),
  }
}

/** The engine's times as configured. */
export function timingOf(config: BaseConfig): Timing {
  return {
    ...defaultTiming,
    callDeadlineMs: config.PLUMBLINE_CALL_DEADLINE_MS,
    leaseMs: config.PLUMBLINE_LEASE_MS,
    doubtWaitMs: config.PLUMBLINE_DOUBT_WAIT_MS,
    followMs: config.PLUMBLINE_FOLLOW_MS,
    recheckMs: config.PLUMBLINE_RECHECK_MS,
    factsMs: config.PLUMBLINE_FACTS_MS,
    deletionsPerDay: config.PLUMBLINE_DELETIONS_PER_DAY,
  }
}
