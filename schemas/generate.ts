import { fingerprintOf } from '@plumbline/codec'
import { type AvroField, type AvroRecord, type AvroType, isRecord } from './avro.ts'
import { schemaNames, schemaOf, sources } from './catalogue.ts'

/** A generated file: where it belongs (from the root of the checkout) and what must stand in it. */
export type Generated = { path: string; text: string }

/**
 * Everything that is made from the `.avsc` files: the TypeScript types, the page for subscribers, and the composed
 * schemas that are kept for ever under `history/` by fingerprint. Old files there stay; they are never generated away.
 */
export function generate(): Generated[] {
  return [
    { path: 'schemas/types.generated.ts', text: typesText() },
    { path: 'docs/events.md', text: eventsText() },
    ...schemaNames().map(historyFile),
  ]
}

function historyFile(name: string): Generated {
  const schema = schemaOf(name)
  const stem = sources.get(name)!.file.replace('.avsc', '')
  return {
    path: `schemas/history/${stem}.${fingerprintOf(schema)}.avsc`,
    text: `${JSON.stringify(schema)}\n`,
  }
}

function typesText(): string {
  const head = '// Generated from schemas/*.avsc by schemas/generate.ts: do not edit.\n'
  return `${head}${allRecords().map(typeText).join('')}`
}

function typeText(record: AvroRecord): string {
  const fields = record.fields.map(
    field => `  /** ${field.doc} */\n  ${field.name}: ${tsType(field.type, field.values)}\n`,
  )
  return `\n/** ${record.doc} */\nexport type ${record.name} = {\n${fields.join('')}}\n`
}

function tsType(type: AvroType, values?: string[]): string {
  if (values) return values.map(value => `'${value}'`).join(' | ')
  if (Array.isArray(type))
    return type
      .map(branch => tsType(branch))
      .sort(nullLast)
      .join(' | ')
  if (typeof type === 'string') return tsPrimitives[type] ?? shortName(type)
  if ('fields' in type) return type.name
  if ('items' in type) return `${tsType(type.items)}[]`
  if ('values' in type) return `Record<string, ${tsType(type.values)}>`
  return 'string'
}

const tsPrimitives: Record<string, string> = {
  null: 'null',
  boolean: 'boolean',
  int: 'number',
  long: 'number',
  bytes: 'Buffer',
  string: 'string',
}

function eventsText(): string {
  const intro = [
    '<!-- Generated from schemas/*.avsc by schemas/generate.ts: do not edit. -->',
    '',
    '# What stands in the topics',
    '',
    'Values are Avro in Confluent wire format; compatibility is `FULL_TRANSITIVE`. Read the newest event of a key by its',
    'highest `header.revision`: a topic is nearly in order and may repeat. A field that may be null is null where the',
    'source did not say. Lists of values are those known so far: expect more.',
  ].join('\n')
  return `${intro}\n${allRecords().map(tableText).join('')}`
}

function tableText(record: AvroRecord): string {
  const rows = record.fields.map(
    field => `| \`${field.name}\` | ${plainType(field.type)} | ${field.doc}${valuesText(field)} |\n`,
  )
  return `\n## ${record.name}\n\n${record.doc}\n\n| field | type | meaning |\n| --- | --- | --- |\n${rows.join('')}`
}

const valuesText = (field: AvroField) =>
  field.values ? ` Values: ${field.values.map(value => `\`${value}\``).join(', ')}.` : ''

function plainType(type: AvroType): string {
  if (Array.isArray(type))
    return type
      .map(branch => plainType(branch))
      .sort(nullLast)
      .join(' or ')
  if (typeof type === 'string') return type.includes('.') ? `[${shortName(type)}](#${anchor(type)})` : type
  if ('fields' in type) return `[${type.name}](#${anchor(type.name)})`
  if ('items' in type) return `list of ${plainType(type.items)}`
  if ('values' in type) return `map of ${plainType(type.values)}`
  return type.logicalType === 'decimal' ? `decimal(${type.precision}, ${type.scale})` : type.logicalType
}

/** All records, the header first, a nested one right after the record that holds it. */
function allRecords(): AvroRecord[] {
  const published = [...sources.values()].map(source => source.schema)
  const headerFirst = published.sort((a, b) => Number(b.name === 'Header') - Number(a.name === 'Header'))
  return headerFirst.flatMap(record => [record, ...record.fields.flatMap(field => nestedRecords(field.type))])
}

function nestedRecords(type: AvroType): AvroRecord[] {
  if (Array.isArray(type)) return type.flatMap(nestedRecords)
  if (isRecord(type)) return [type, ...type.fields.flatMap(field => nestedRecords(field.type))]
  return typeof type === 'object' && 'items' in type ? nestedRecords(type.items) : []
}

const shortName = (fullName: string) => fullName.slice(fullName.lastIndexOf('.') + 1)
const anchor = (name: string) => shortName(name).toLowerCase()
const nullLast = (a: string, b: string) => Number(a === 'null') - Number(b === 'null')
