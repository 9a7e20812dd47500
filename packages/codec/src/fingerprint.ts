import { createHash } from 'node:crypto'

/** Any Avro schema as JSON. */
export type AvroJson = string | AvroJson[] | { [attribute: string]: unknown }

/**
 * A digest of what the bytes mean: names, order of fields, types, logical types. Docs, defaults and attributes of our
 * own do not count, nor does it matter whether a name is written in full. Unlike Avro's own parsing form it tells
 * apart decimals of another scale. 16 hexadecimal digits.
 */
export function fingerprintOf(schema: AvroJson): string {
  return createHash('sha256')
    .update(JSON.stringify(meaning(schema, '')))
    .digest('hex')
    .slice(0, 16)
}

const logicalAttributes = ['logicalType', 'precision', 'scale']

function meaning(schema: AvroJson, namespace: string): unknown {
  if (typeof schema === 'string') return primitives.has(schema) ? schema : fullName(schema, namespace)
  if (Array.isArray(schema)) return schema.map(branch => meaning(branch, namespace))
  const { type, name, fields, items, values, symbols, size } = schema
  const inner = typeof schema.namespace === 'string' ? schema.namespace : namespace
  const said: Record<string, unknown> = {}
  if (typeof name === 'string') said.name = fullName(name, inner)
  said.type = typeof type === 'string' ? type : meaning(type as AvroJson, inner)
  if (Array.isArray(fields))
    said.fields = fields.map(field => [field.name, meaning(field.type as AvroJson, inner)])
  if (items !== undefined) said.items = meaning(items as AvroJson, inner)
  if (type === 'map') said.values = meaning(values as AvroJson, inner)
  if (symbols !== undefined) said.symbols = symbols
  if (size !== undefined) said.size = size
  for (const attribute of logicalAttributes)
    if (schema[attribute] !== undefined) said[attribute] = schema[attribute]
  const bare = Object.keys(said).length === 1
  return bare ? said.type : said
}

const primitives = new Set(['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'])

const fullName = (name: string, namespace: string) =>
  name.includes('.') || namespace === '' ? name : `${namespace}.${name}`
