import { COMPATIBILITY, SchemaRegistry, SchemaType } from '@kafkajs/confluent-schema-registry'
import { CodecError } from './errors.ts'
import type { AvroJson } from './fingerprint.ts'
import { logicalTypes } from './logical-types.ts'

export type RegistryOptions = {
  /** Base URL of a Confluent-compatible API, e.g. `http://127.0.0.1:24081/apis/ccompat/v7`. */
  url: string
  auth?: { username: string; password: string }
  /** Longest wait for one answer; default 5 s. */
  timeoutMs?: number
  /** How long an id that the registry did not know is not asked for again; default 10 s. */
  unknownIdMs?: number
  /** Milliseconds since 1970; default the system clock. */
  now?: () => number
}

/** What the codec needs of a schema registry. All of it throws `CodecError`: `registry-away` when it cannot be asked. */
export type Registry = {
  /** Registers under FULL_TRANSITIVE; gives the id. @throws `incompatible-schema`, `wrong-compatibility` */
  register(subject: string, schema: AvroJson): Promise<number>
  /** The id that the schema has under the subject. @throws `not-registered` */
  idOf(subject: string, schema: AvroJson): Promise<number>
  /** The schema of that id, asked for once however many ask. @throws `unknown-schema-id` */
  schemaOf(id: number): Promise<AvroJson>
}

/** A client of a Confluent-compatible registry. Opens no connection until it is asked. */
export function connectRegistry(options: RegistryOptions): Registry {
  const { url, auth, timeoutMs = 5000, unknownIdMs = 10_000, now = Date.now } = options
  const deadline: Middleware = () => ({
    prepareRequest: async next => (await next()).enhance({ timeout: timeoutMs }),
  })
  const client = new SchemaRegistry(
    { host: url, auth, retry: { retries: 1 }, middlewares: [deadline] },
    { [SchemaType.AVRO]: { logicalTypes } },
  )
  const schemas = new Map<number, Promise<AvroJson>>()
  const unknownUntil = new Map<number, number>()

  return {
    async register(subject, schema) {
      const options = { subject, compatibility: COMPATIBILITY.FULL_TRANSITIVE }
      const registered = await client.register(asAvro(schema), options).catch((error: unknown) => {
        throw registerError(subject, error)
      })
      return registered.id
    },
    idOf(subject, schema) {
      return client.getRegistryIdBySchema(subject, asAvro(schema)).catch((error: unknown) => {
        throw isNotFound(error) ? notRegistered(subject, error) : away(error)
      })
    },
    schemaOf(id) {
      const until = unknownUntil.get(id)
      if (until !== undefined && now() < until) return Promise.reject(unknownId(id))
      unknownUntil.delete(id)
      const asked = schemas.get(id)
      if (asked) return asked
      const asking = client.getSchema(id).then(
        found => avroOf(id, found),
        (error: unknown) => {
          schemas.delete(id)
          if (!isNotFound(error)) throw away(error)
          unknownUntil.set(id, now() + unknownIdMs)
          throw unknownId(id, error)
        },
      )
      schemas.set(id, asking)
      return asking
    },
  }

  function away(error: unknown): CodecError {
    return new CodecError(
      'registry-away',
      `the schema registry at ${url} could not be asked: ${messageOf(error)}`,
      error,
    )
  }

  function registerError(subject: string, error: unknown): CodecError {
    const what = `${subject}: ${messageOf(error)}`
    if (nameOf(error) === 'ConfluentSchemaRegistryCompatibilityError')
      return new CodecError('wrong-compatibility', what, error)
    const status = statusOf(error)
    return status === 409 || status === 422 ? new CodecError('incompatible-schema', what, error) : away(error)
  }
}

type Middleware = NonNullable<ConstructorParameters<typeof SchemaRegistry>[0]['middlewares']>[number]

const asAvro = (schema: AvroJson) => ({ type: SchemaType.AVRO as const, schema: JSON.stringify(schema) })

function avroOf(id: number, found: object): AvroJson {
  if (!('schema' in found) || typeof found.schema !== 'function')
    throw new CodecError('incompatible-schema', `the schema of id ${id} is not Avro`)
  return found.schema({ exportAttrs: true }) as AvroJson
}

const unknownId = (id: number, cause?: unknown) =>
  new CodecError('unknown-schema-id', `the schema registry has no schema of id ${id}`, cause)

const notRegistered = (subject: string, cause: unknown) =>
  new CodecError('not-registered', `the schema is not registered under ${subject}`, cause)

// The client tells a broken connection by status 400, and wraps the 404 of a look-up by schema without its status.
const isNotFound = (error: unknown) =>
  statusOf(error) === 404 || nameOf(error) === 'ConfluentSchemaRegistryError'
const statusOf = (error: unknown) => (error as { status?: number }).status
const nameOf = (error: unknown) => (error as { name?: string }).name
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
