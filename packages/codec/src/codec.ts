import type avro from 'avsc'
import { read, resolverOf, typeOf, write } from './avro-type.ts'
import { CodecError } from './errors.ts'
import { type AvroJson, fingerprintOf } from './fingerprint.ts'
import { connectRegistry, type RegistryOptions } from './registry.ts'
import { fromWire, toWire } from './wire.ts'

/**
 * Canonical values to and from Avro in Confluent wire format. In code decimals, dates and instants are texts
 * (`12.5`, `2026-03-01`, `2026-03-01T10:00:00.000Z`). Everything throws `CodecError`.
 */
export type Codec = {
  /**
   * Registers the schema under the subject with compatibility FULL_TRANSITIVE: for the job that creates topics.
   * @throws `incompatible-schema`, `wrong-compatibility`, `registry-away`
   */
  register(subject: string, schemaName: string): Promise<{ id: number; fingerprint: string }>
  /**
   * Learns the ids that `encode` writes, by subject. Writes nothing to the registry.
   * @throws `not-registered`, `registry-away`
   */
  prepare(schemaNameOf: Record<string, string>): Promise<void>
  /** One value to bytes; the schema was prepared before. @throws `bad-value`, naming the field; `not-registered` */
  encode(schemaName: string, value: unknown): Encoded
  /**
   * Bytes to one value, read with our schema of that name where we have one: defaults are filled in. With the
   * fingerprint of a schema that we know, the registry is not asked.
   * @throws `not-wire-format`, `unknown-schema-id`, `fingerprint-mismatch`, `incompatible-schema`, `bad-value`,
   * `registry-away`
   */
  decode(bytes: Buffer, fingerprint?: string): Promise<Decoded>
}

export type Encoded = { value: Buffer; schemaId: number; fingerprint: string }

/** `name` is the full name of the record, e.g. `plumbline.v1.Vendor`. */
export type Decoded = { name: string; value: unknown; schemaId: number }

export type CodecOptions = RegistryOptions & {
  /** The schemas that we write and read with, self-contained. */
  schemas: AvroJson[]
  /** Schemas that events may have been written with before: read by fingerprint even if the registry lost them. */
  past?: AvroJson[]
}

type Known = { type: avro.Type; json: AvroJson; fingerprint: string }

/** A codec for these schemas. Asks the registry only when it must. */
export function createCodec(options: CodecOptions): Codec {
  const registry = connectRegistry(options)
  const current = new Map(options.schemas.map(known).map(one => [one.type.name!, one]))
  const byFingerprint = new Map((options.past ?? []).map(known).map(one => [one.fingerprint, one]))
  for (const one of current.values()) byFingerprint.set(one.fingerprint, one)
  const ids = new Map<string, number>()
  const readers = new Map<Known, (bytes: Buffer) => unknown>()
  const fetched = new Map<number, Known>()

  const named = (name: string): Known => {
    const one = current.get(name)
    if (!one) throw new CodecError('not-registered', `there is no schema ${name} here`)
    return one
  }

  async function writerOf(id: number, fingerprint: string | undefined): Promise<Known> {
    const told = fingerprint === undefined ? undefined : byFingerprint.get(fingerprint)
    if (told) return told
    const found = fetched.get(id) ?? known(await registry.schemaOf(id))
    fetched.set(id, found)
    if (fingerprint === undefined || fingerprint === found.fingerprint) return found
    const message = `schema id ${id} is ${found.fingerprint} in the registry, the event says ${fingerprint}`
    throw new CodecError('fingerprint-mismatch', message)
  }

  function readerFor(writer: Known): (bytes: Buffer) => unknown {
    const ready = readers.get(writer)
    if (ready) return ready
    const ours = current.get(writer.type.name ?? '')
    const made = ours ? resolved(ours, writer) : (bytes: Buffer) => read(writer.type, bytes)
    readers.set(writer, made)
    return made
  }

  return {
    async register(subject, schemaName) {
      const { json, fingerprint } = named(schemaName)
      return { id: await registry.register(subject, json), fingerprint }
    },
    async prepare(schemaNameOf) {
      const asked = Object.entries(schemaNameOf).map(async ([subject, name]) => {
        ids.set(name, await registry.idOf(subject, named(name).json))
      })
      await Promise.all(asked)
    },
    encode(schemaName, value) {
      const { type, fingerprint } = named(schemaName)
      const schemaId = ids.get(schemaName)
      if (schemaId === undefined) throw new CodecError('not-registered', `${schemaName} was not prepared`)
      return { value: toWire(schemaId, write(type, value)), schemaId, fingerprint }
    },
    async decode(bytes, fingerprint) {
      const { schemaId, payload } = fromWire(bytes)
      const writer = await writerOf(schemaId, fingerprint)
      return { name: writer.type.name ?? writer.type.typeName, value: readerFor(writer)(payload), schemaId }
    },
  }
}

function known(json: AvroJson): Known {
  return { type: typeOf(json), json, fingerprint: fingerprintOf(json) }
}

function resolved(ours: Known, writer: Known): (bytes: Buffer) => unknown {
  if (ours.fingerprint === writer.fingerprint) return bytes => read(ours.type, bytes)
  const resolver = resolverOf(ours.type, writer.type)
  return bytes => read(ours.type, bytes, resolver)
}
