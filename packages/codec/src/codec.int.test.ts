import { SchemaRegistry } from '@kafkajs/confluent-schema-registry'
import { schemaOf } from '@plumbline/schemas'
import { testStack, uniquePrefix } from '@plumbline/stack/testing'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { type CodecOptions, createCodec } from './codec.ts'
import type { AvroJson } from './fingerprint.ts'
import { openRegistryProxy } from './testing/registry-proxy.ts'

const name = 'plumbline.v1.GlAccount'
const schema = schemaOf(name)
const value = {
  header: { key: 'SHARE:5000', revision: 1, operation: 'put' },
  account: '5000',
  description: 'Labour',
}

const { registryUrl } = testStack()
const proxy = await openRegistryProxy(registryUrl)
afterAll(() => proxy.close())
const codecWith = (options: Partial<CodecOptions> = {}) =>
  createCodec({ url: proxy.url, schemas: [schema], ...options })

let subject = ''
beforeEach(() => {
  subject = `${uniquePrefix()}-value`
  proxy.mode = 'pass'
  proxy.asked = []
})

const another = (change: (fields: typeof schema.fields) => typeof schema.fields): AvroJson => ({
  ...schema,
  fields: change(schema.fields),
})
const field = (more: object) => ({ name: 'added', type: 'string', doc: 'Added.', ...more })

describe('registering', () => {
  test('sets FULL_TRANSITIVE on the subject, and again changes nothing', async () => {
    const first = await codecWith().register(subject, name)
    const answer = await fetch(`${registryUrl}/config/${subject}`)
    expect(await answer.json()).toMatchObject({ compatibilityLevel: 'FULL_TRANSITIVE' })
    expect(await codecWith().register(subject, name)).toEqual(first)
  })

  test.each([
    ['an added field without a default', another(fields => [...fields, field({})])],
    [
      'a changed type',
      another(fields =>
        fields.map(one => (one.name === 'account' ? { ...one, type: 'int', default: 0 } : one)),
      ),
    ],
  ])('%s is refused', async (_, incompatible) => {
    await codecWith().register(subject, name)
    const registering = codecWith({ schemas: [incompatible] }).register(subject, name)
    await expect(registering).rejects.toMatchObject({ code: 'incompatible-schema' })
  })

  test('a field with a default is welcome, and old and new events are read either way', async () => {
    const old = codecWith()
    const grown = codecWith({ schemas: [another(fields => [...fields, field({ default: 'none' })])] })
    await old.register(subject, name)
    await grown.register(subject, name)
    await old.prepare({ [subject]: name })
    await grown.prepare({ [subject]: name })
    const byOld = await grown.decode(old.encode(name, value).value)
    expect(byOld.value).toMatchObject({ account: '5000', added: 'none' })
    const byNew = await old.decode(grown.encode(name, { ...value, added: 'x' }).value)
    expect(byNew.value).toMatchObject(value)
    expect(byNew.value).not.toHaveProperty('added')
  })

  test('a subject that someone gave another compatibility is reported, not changed', async () => {
    await codecWith().register(subject, name)
    await fetch(`${registryUrl}/config/${subject}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: '{"compatibility":"BACKWARD"}',
    })
    await expect(codecWith().register(subject, name)).rejects.toMatchObject({ code: 'wrong-compatibility' })
  })

  test('preparing for a subject that nobody registered says so', async () => {
    await expect(codecWith().prepare({ [subject]: name })).rejects.toMatchObject({ code: 'not-registered' })
  })
})

describe('reading', () => {
  async function encoded() {
    const codec = codecWith()
    await codec.register(subject, name)
    await codec.prepare({ [subject]: name })
    proxy.asked = []
    return codec.encode(name, value)
  }

  test('any Confluent client reads what we wrote', async () => {
    const event = await encoded()
    const read: unknown = await new SchemaRegistry({ host: registryUrl }).decode(event.value)
    expect(read).toMatchObject({ account: '5000', description: 'Labour', status: 'unknown' })
  })

  test('many events at once ask the registry once for their schema', async () => {
    const event = await encoded()
    const reader = codecWith()
    const all = await Promise.all(Array.from({ length: 50 }, () => reader.decode(event.value)))
    expect(all.every(one => one.name === name)).toBe(true)
    expect(proxy.asked).toEqual([`GET /schemas/ids/${event.schemaId}`])
  })

  test('an id that the registry does not know is asked for again only after a while', async () => {
    let now = 0
    const reader = codecWith({ now: () => now, unknownIdMs: 1000 })
    const strange = Buffer.from('007fffffff00', 'hex')
    const failing = { code: 'unknown-schema-id' }
    await expect(reader.decode(strange)).rejects.toMatchObject(failing)
    await expect(reader.decode(strange)).rejects.toMatchObject(failing)
    expect(proxy.asked).toHaveLength(1)
    now = 1000
    await expect(reader.decode(strange)).rejects.toMatchObject(failing)
    expect(proxy.asked).toHaveLength(2)
  })

  test.each(['hang', 'refuse', 'fail'] as const)(
    'a registry that is away (%s) is told within the time set, and not remembered',
    async mode => {
      const event = await encoded()
      const reader = codecWith({ timeoutMs: 300 })
      proxy.mode = mode
      await expect(reader.decode(event.value)).rejects.toMatchObject({ code: 'registry-away' })
      proxy.mode = 'pass'
      expect(await reader.decode(event.value)).toMatchObject({ name })
    },
    5000,
  )

  test('an event that says another schema than the registry is refused: ids were given anew', async () => {
    const event = await encoded()
    const reading = codecWith().decode(event.value, 'feedfeedfeedfeed')
    await expect(reading).rejects.toMatchObject({ code: 'fingerprint-mismatch', message: /feedfeedfeedfeed/ })
  })
})
