import { existsSync, readFileSync } from 'node:fs'
import type { Header as KitHeader } from '@plumbline/flow-kit'
import type { Header } from '@plumbline/schemas'
import { describe, expect, test } from 'vitest'
import type { AvroField, AvroRecord, AvroType } from './avro.ts'
import { schemaNames, schemaOf } from './catalogue.ts'
import { generate } from './generate.ts'

type Flat<T> = { [Key in keyof T]: T[Key] }
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

test('the header in the topics is, field by field, the header that flows are written against', () => {
  // A difference does not compile.
  const same: Equal<Header, Flat<KitHeader>> = true
  expect(same).toBe(true)
})

test.each(generate())('$path is current: npm run generate', ({ path, text }) => {
  const file = new URL(`../${path}`, import.meta.url)
  expect(existsSync(file) && readFileSync(file, 'utf8')).toBe(text)
})

test('an unknown schema is refused, naming those that exist', () => {
  expect(() => schemaOf('plumbline.v1.Voucher')).toThrow('plumbline.v1.Vendor')
})

describe.each(schemaNames())('%s', name => {
  const schema = schemaOf(name)
  const all = fieldsOf(schema)

  test('every field can be missing but the header, key, revision and operation', () => {
    const needed = all.filter(field => !('default' in field)).map(field => field.name)
    expect(['header', 'key', 'revision', 'operation']).toEqual(expect.arrayContaining(needed))
  })

  test('a field that may be null is null by default, null first', () => {
    const nullable = all.filter(field => Array.isArray(field.type))
    expect(
      nullable.filter(field => field.default !== null || (field.type as AvroType[])[0] !== 'null'),
    ).toEqual([])
  })

  test('statuses and types are strings: nothing is an Avro enum', () => {
    expect(JSON.stringify(schema)).not.toContain('"enum"')
    expect(all.filter(field => field.values && field.type !== 'string')).toEqual([])
  })

  test('a list of known values has the default among them, if there is one', () => {
    const defaulted = all.filter(field => field.values && field.default !== undefined && field.default !== '')
    expect(defaulted.filter(field => !field.values!.includes(field.default as string))).toEqual([])
  })

  test('every field says what it means, and no money is a float', () => {
    expect(all.filter(field => !/^[A-Z1-9].*\.$/s.test(field.doc))).toEqual([])
    expect(all.filter(field => /float|double/.test(JSON.stringify(field.type)))).toEqual([])
  })
})

test.each(schemaNames().filter(name => !name.endsWith('.Notification')))(
  '%s begins with the header',
  name => {
    const [first] = schemaOf(name).fields
    expect(first).toMatchObject({ name: 'header', type: { name: 'Header', namespace: 'plumbline.v1' } })
  },
)

function fieldsOf(record: AvroRecord): AvroField[] {
  return record.fields.flatMap(field => [field, ...nestedFields(field.type)])
}

function nestedFields(type: AvroType): AvroField[] {
  if (typeof type === 'string') return []
  if (Array.isArray(type)) return type.flatMap(nestedFields)
  if ('fields' in type) return fieldsOf(type)
  return 'items' in type ? nestedFields(type.items) : []
}
