import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { type AvroRecord, type AvroType, mapRecords, namespace } from './avro.ts'

const here = new URL('./', import.meta.url)
const read = (path: string) => JSON.parse(readFileSync(new URL(path, here), 'utf8')) as AvroRecord
const avscFiles = (folder: string) =>
  readdirSync(new URL(folder, here))
    .filter(file => file.endsWith('.avsc'))
    .sort()

/** The hand-written schemas by full name, with the file each stands in. */
export const sources: ReadonlyMap<string, { file: string; schema: AvroRecord }> = new Map(
  avscFiles('./').map(file => {
    const schema = read(file)
    return [`${schema.namespace}.${schema.name}`, { file, schema }]
  }),
)

/** Full names of the records that are published as values: all but the header. */
export function schemaNames(): string[] {
  return [...sources.keys()].filter(name => name !== `${namespace}.Header`)
}

/**
 * The schema of that full name (`plumbline.v1.Vendor`), self-contained: the header is written out where it is first used.
 * This is what the registry gets.
 * @throws when no `.avsc` has that name.
 */
export function schemaOf(name: string): AvroRecord {
  return compose(find(name), new Set())
}

/** Every schema that was ever published, the current ones too: what the topics may hold (DESIGN A11). */
export function publishedSchemas(): AvroRecord[] {
  const past = existsSync(new URL('history/', here)) ? avscFiles('history/') : []
  return past.map(file => read(`history/${file}`))
}

function find(name: string): AvroRecord {
  const source = sources.get(name)
  if (!source) throw new Error(`there is no schema ${name}; there are ${[...sources.keys()].join(', ')}`)
  return source.schema
}

function compose(record: AvroRecord, written: Set<string>): AvroRecord {
  written.add(`${record.namespace ?? namespace}.${record.name}`)
  const inline = (used: AvroRecord | string): AvroType => {
    if (typeof used !== 'string') return compose(used, written)
    return written.has(used) ? used : compose(find(used), written)
  }
  return {
    ...record,
    fields: record.fields.map(field => ({ ...field, type: mapRecords(field.type, inline) })),
  }
}
