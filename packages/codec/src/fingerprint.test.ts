import { schemaOf } from '@plumbline/schemas'
import { expect, test } from 'vitest'
import { typeOf } from './avro-type.ts'
import { type AvroJson, fingerprintOf } from './fingerprint.ts'

const schema = schemaOf('plumbline.v1.DirectCost')
const changed = (from: string, to: string) =>
  JSON.parse(JSON.stringify(schema).replaceAll(from, to)) as AvroJson

test('docs, defaults and known values do not change the fingerprint', () => {
  expect(fingerprintOf(changed('Procore', 'X'))).toBe(fingerprintOf(schema))
  expect(fingerprintOf(changed('"default":"unknown"', '"default":""'))).toBe(fingerprintOf(schema))
  expect(fingerprintOf(changed('"revise_and_resubmit",', ''))).toBe(fingerprintOf(schema))
})

test('another name, type, order or scale does', () => {
  const others = [
    changed('"uom"', '"unit"'),
    changed('"name":"position","type":["null","int"]', '"name":"position","type":["null","long"]'),
    changed('"scale":12', '"scale":11'),
    { ...schema, fields: schema.fields.toReversed() },
  ]
  const prints = [schema, ...others].map(fingerprintOf)
  expect(new Set(prints).size).toBe(prints.length)
})

test('a schema that went through a registry client keeps its fingerprint', () => {
  const exported = typeOf(schema).schema({ exportAttrs: true }) as AvroJson
  expect(fingerprintOf(exported)).toBe(fingerprintOf(schema))
})
