import { type DirectCost, schemaOf, type Vendor } from '@plumbline/schemas'
import { expect, test } from 'vitest'
import { typeOf, write } from './avro-type.ts'
import { type CodecOptions, createCodec } from './codec.ts'
import { type AvroJson, fingerprintOf } from './fingerprint.ts'
import { toWire } from './wire.ts'

const vendorSchema = schemaOf('plumbline.v1.Vendor')
const costSchema = schemaOf('plumbline.v1.DirectCost')
const offline: CodecOptions = { url: 'http://127.0.0.1:1', schemas: [vendorSchema, costSchema] }

const header = { key: 'SHARE:0000000001', revision: 7, operation: 'put' }
const bytesOf = (schema: AvroJson, value: unknown) => write(typeOf(schema), value)

test('a value comes back as it was, with decimals, days and instants as texts', async () => {
  const value = {
    header: { ...header, captured_at: '2026-03-01T10:00:00.000Z', extras: { SITE_FIELD: 'x' } },
    grand_total: '-1234567890123456789.05',
    direct_cost_date: '2026-02-28',
    lines: [{ id: '598232430094691815', amount: '0.1', quantity: '3.333333333333' }],
  }
  const wire = toWire(3, bytesOf(costSchema, value))
  const decoded = await createCodec(offline).decode(wire, fingerprintOf(costSchema))
  expect(decoded).toMatchObject({ name: 'plumbline.v1.DirectCost', schemaId: 3, value })
})

test('an event of a schema that is known by its fingerprint is read without the registry', async () => {
  const wire = toWire(12, bytesOf(vendorSchema, { header, name1: 'Ärger & Söhne' }))
  const decoded = await createCodec(offline).decode(wire, fingerprintOf(vendorSchema))
  expect((decoded.value as Vendor).name1).toBe('Ärger & Söhne')
})

test('what an older schema lacked is filled with the defaults of ours', async () => {
  const older = { ...vendorSchema, fields: vendorSchema.fields.filter(field => field.name !== 'status') }
  const codec = createCodec({ ...offline, past: [older] })
  const decoded = await codec.decode(
    toWire(1, bytesOf(older, { header, name1: 'Old' })),
    fingerprintOf(older),
  )
  expect(decoded.value).toMatchObject({ name1: 'Old', status: 'unknown' })
})

test('what a newer schema added is passed over', async () => {
  const added = { name: 'rating', type: ['null', 'string'], default: null, doc: 'New.' }
  const newer = { ...vendorSchema, fields: [...vendorSchema.fields, added] }
  const codec = createCodec({ ...offline, past: [newer] })
  const wire = toWire(1, bytesOf(newer, { header, name1: 'New', rating: 'A' }))
  const { value } = await codec.decode(wire, fingerprintOf(newer))
  expect(value).toMatchObject({ name1: 'New' })
  expect(value).not.toHaveProperty('rating')
})

test('a decimal of another scale is not read as ours', async () => {
  const text = JSON.stringify(costSchema).replaceAll('"scale":6', '"scale":2')
  const other = JSON.parse(text) as AvroJson
  const codec = createCodec({ ...offline, past: [other] })
  const wire = toWire(1, bytesOf(other, { header }))
  await expect(codec.decode(wire, fingerprintOf(other))).rejects.toMatchObject({
    code: 'incompatible-schema',
  })
})

test.each([
  [
    'a decimal too fine',
    { lines: [{ amount: '1.1234567' }] },
    /lines\.0\.amount is "1\.1234567".*more than 6 decimals/,
  ],
  [
    'a day that does not exist',
    { direct_cost_date: '2026-02-30' },
    /direct_cost_date is "2026-02-30".*not a day/,
  ],
  ['a number instead of a text', { grand_total: 12.5 }, /grand_total is 12\.5, not null or decimal/],
  [
    'an instant with another zone',
    { header: { ...header, captured_at: '2026-03-01T10:00:00+01:00' } },
    /header\.captured_at/,
  ],
  ['a field that does not exist', { header, lines: [{ ammount: '1' }] }, /lines\.0 has no field ammount/],
  ['a revision past 2^53', { header: { ...header, revision: 2 ** 53 } }, /header\.revision/],
])('%s is refused, naming the field', (_, part, message) => {
  const cost: unknown = { header, ...part } satisfies Partial<Record<keyof DirectCost, unknown>>
  const refused = () => bytesOf(costSchema, cost)
  expect(refused).toThrow(message)
  expect(refused).toThrow(expect.objectContaining({ code: 'bad-value' }))
})

test.each(['', '00', '0000000001', '00000000010203', '00000000010a'])(
  'bytes that are cut or strange (%s) are refused',
  async hex => {
    const decoding = createCodec(offline).decode(Buffer.from(hex, 'hex'), fingerprintOf(vendorSchema))
    const code = hex.length < 10 ? 'not-wire-format' : 'bad-value'
    await expect(decoding).rejects.toMatchObject({ code })
  },
)

test('bytes with something behind the value are refused', async () => {
  const wire = Buffer.concat([toWire(1, bytesOf(vendorSchema, { header })), Buffer.from([0])])
  await expect(createCodec(offline).decode(wire, fingerprintOf(vendorSchema))).rejects.toMatchObject({
    code: 'bad-value',
  })
})

test('a JSON text is not Avro', async () => {
  const decoding = createCodec(offline).decode(Buffer.from('{"a":1}'))
  await expect(decoding).rejects.toMatchObject({ code: 'not-wire-format', message: /7b22/ })
})

test('without a registry a foreign event waits, and nothing is encoded that was not prepared', async () => {
  const codec = createCodec(offline)
  await expect(codec.decode(toWire(9, Buffer.alloc(1)))).rejects.toMatchObject({ code: 'registry-away' })
  await expect(codec.prepare({ 'v-value': 'plumbline.v1.Vendor' })).rejects.toMatchObject({
    code: 'registry-away',
  })
  expect(() => codec.encode('plumbline.v1.Vendor', { header })).toThrow('was not prepared')
})
