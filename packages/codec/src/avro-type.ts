import avro from 'avsc'
import { CodecError } from './errors.ts'
import type { AvroJson } from './fingerprint.ts'
import { logicalTypes } from './logical-types.ts'

/** The avsc type of a schema, with our logical types. @throws `incompatible-schema` when it is no valid Avro. */
export function typeOf(schema: AvroJson): avro.Type {
  // avsc writes into the options it is given.
  const options = { logicalTypes, omitRecordMethods: true }
  try {
    return avro.Type.forSchema(schema as avro.Schema, options)
  } catch (error) {
    throw new CodecError('incompatible-schema', `not a valid Avro schema: ${(error as Error).message}`, error)
  }
}

/**
 * How to read what `writer` wrote as `reader`, defaults filled in.
 * @throws `incompatible-schema` when that cannot be.
 */
export function resolverOf(reader: avro.Type, writer: avro.Type): avro.Resolver {
  try {
    return reader.createResolver(writer)
  } catch (error) {
    throw new CodecError(
      'incompatible-schema',
      `cannot read ${writer.name}: ${(error as Error).message}`,
      error,
    )
  }
}

/** The value in Avro. @throws `bad-value` naming each field that does not fit. */
export function write(type: avro.Type, value: unknown): Buffer {
  const wrong: string[] = []
  type.isValid(value, {
    noUndeclaredFields: true,
    errorHook: (path, part, expected) =>
      wrong.push(`${path.join('.') || 'the value'} ${complaint(expected, part)}`),
  })
  if (wrong.length > 0) throw new CodecError('bad-value', `${type.name}: ${wrong.join('; ')}`)
  return type.toBuffer(value)
}

/** The value in those bytes. @throws `bad-value` when they are no value of that type. */
export function read(type: avro.Type, bytes: Buffer, resolver?: avro.Resolver): unknown {
  try {
    return type.fromBuffer(bytes, resolver)
  } catch (error) {
    throw new CodecError('bad-value', `${type.name}: ${(error as Error).message}`, error)
  }
}

function complaint(expected: avro.Type, part: unknown): string {
  if (expected instanceof avro.types.RecordType && typeof part === 'object' && part !== null) {
    const known = new Set(expected.fields.map(field => field.name))
    const unknown = Object.keys(part).filter(name => !known.has(name))
    if (unknown.length > 0) return `has no field ${unknown.join(', ')}`
  }
  const said = `is ${shown(part)}, not ${nameOf(expected)}`
  const reason = reasonOf(expected, part)
  return reason ? `${said} (${reason})` : said
}

/** The logical type's own words, e.g. "12.3456789 has more than 6 decimals". */
function reasonOf(expected: avro.Type, part: unknown): string | null {
  const logical = branchesOf(expected).find(type => type instanceof avro.types.LogicalType)
  if (!logical || typeof part !== 'string') return null
  try {
    logical.toBuffer(part)
    return null
  } catch (error) {
    return (error as Error).message
  }
}

const nameOf = (type: avro.Type) =>
  branchesOf(type)
    .map(one => one.name ?? one.typeName.replace('logical:', ''))
    .join(' or ')

const branchesOf = (type: avro.Type) => ('types' in type ? (type.types as avro.Type[]) : [type])

function shown(part: unknown): string {
  const text = JSON.stringify(part) ?? String(part)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
