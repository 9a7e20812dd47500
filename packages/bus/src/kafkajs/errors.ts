import { BusError, type BusErrorCode } from '../errors.ts'

/** What kafkajs tells of a failure: the broker's error type is somewhere in the chain of causes. */
type KafkaError = { name?: string; type?: string; errors?: unknown[]; cause?: unknown }

const refusals = new Set([
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
])

const codeOfType: Record<string, BusErrorCode> = {
  UNKNOWN_TOPIC_OR_PARTITION: 'unknown-topic',
  INVALID_TOPIC_EXCEPTION: 'unknown-topic',
  TOPIC_AUTHORIZATION_FAILED: 'not-allowed',
  GROUP_AUTHORIZATION_FAILED: 'not-allowed',
  CLUSTER_AUTHORIZATION_FAILED: 'not-allowed',
  SASL_AUTHENTICATION_FAILED: 'not-allowed',
  NON_EMPTY_GROUP: 'group-active',
}

/** The failure in our words; `otherwise` where the broker did not say. */
export function busErrorOf(error: unknown, otherwise: BusErrorCode): BusError {
  if (error instanceof BusError) return error
  const causes = causesOf(error)
  const types = causes.map(one => one.type).filter(type => type !== undefined)
  const said = types
    .map(type => (refusals.has(type) ? 'refused' : codeOfType[type]))
    .find(code => code !== undefined)
  const login = causes.some(one => one.name === 'KafkaJSSASLAuthenticationError')
  const message = error instanceof Error ? error.message : String(error)
  return new BusError(said ?? (login ? 'not-allowed' : otherwise), message, error)
}

function causesOf(error: unknown): KafkaError[] {
  if (typeof error !== 'object' || error === null) return []
  const one = error as KafkaError
  return [one, ...[one.cause, ...(one.errors ?? [])].flatMap(causesOf)]
}
