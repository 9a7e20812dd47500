import { BusError, busErrors } from '@plumbline/bus'
import { CodecError, codecErrors } from '@plumbline/codec'

/** What Postgres's error codes mean for the person at the keyboard (its manual, appendix A). */
const DATABASE: Record<string, string> = {
  '28P01': 'the database refuses the login: check user and password in PLUMBLINE_DATABASE_URL',
  '28000': 'the database refuses the login: check PLUMBLINE_DATABASE_URL',
  '3D000': 'there is no such database: check PLUMBLINE_DATABASE_URL, or create it',
  '42P01': 'the database is not set up for this version: run `plumbline setup`',
  '3F000': 'the database is not set up for this version: run `plumbline setup`',
  '42703': 'the database is not set up for this version: run `plumbline setup`',
}

const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH'])

/** An error in words for an operator: what failed, and where to look. Never empty. */
export function inPlainWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof BusError) return `Kafka: ${error.message}. ${busErrors[error.code]}`
  if (error instanceof CodecError) return `${error.message}. ${codecErrors[error.code]}`
  // Node tries every address of a name, and tells of each.
  const told = error instanceof AggregateError ? (error.errors as Error[]) : [error]
  const messages = [...new Set(told.map(one => one.message))].join('; ') || error.name
  const code = (error as { code?: string }).code ?? ''
  const database = DATABASE[code]
  if (database) return `${database} (${messages})`
  // Kafka, the registry and the vendors have errors of their own: what is left is the database.
  if (NETWORK.has(code) || /^(timeout exceeded when trying to connect|Connection terminated)/.test(messages))
    return `the database cannot be reached (${messages}): check PLUMBLINE_DATABASE_URL, and that it runs`
  return messages
}
