import { createCodec } from '@plumbline/codec'
import { type AnyCapture, resourcesOf } from '@plumbline/flow-kit'
import { flows } from '@plumbline/flows'
import { schemaNames, schemaOf } from '@plumbline/schemas'
import { testStack, uniquePrefix } from '@plumbline/stack/testing'
import { describe, expect, test } from 'vitest'
import { type CaptureFixture, payloadVersions } from './fixture.ts'
import { fixtureOf } from './fixtures/index.ts'
import { forms } from './forms.ts'
import { hookUp } from './notices.ts'
import { draftOf, frozen, minted, type Record, readBoth, readRecords } from './records.ts'
import { type Systems, startSystems, TODAY } from './systems.ts'

const captures = flows.flatMap(flow => flow.captures)
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
const WHILE = { timeout: 120_000 }
const FOR_EVER = '2199-01-01T00:00:00.000Z'

describe.each(captures.map(capture => [capture.name, capture] as const))('%s', (name, capture) => {
  const start = async (): Promise<{ systems: Systems; scope: string; fixture: CaptureFixture }> => {
    const fixture = fixtureOf('capture', name)
    const systems = await startSystems(fixture.rows)
    const scopes = capture.scopes(systems.settings)
    expect(new Set(scopes).size, 'scopes are different from each other').toBe(scopes.length)
    return { systems, scope: scopes[0]!, fixture }
  }

  test('gives the same records read as a whole, by window and one by one', async () => {
    const { systems, scope } = await start()
    const all = await readRecords(capture, systems, scope, 'all')
    expect(all.size).toBeGreaterThan(3)
    const ids = [...all.keys()]
    expect(contents(await readRecords(capture, systems, scope, { ids }))).toEqual(contents(all))
    for (const id of ids.slice(0, 5))
      expect(contents(await readRecords(capture, systems, scope, { ids: [id] }))).toEqual(
        contents(new Map([[id, all.get(id)!]])),
      )
    if (capture.schedule(systems.settings).read === null) return
    const first = [...all.values()].map(one => one.stamp).sort()[0]!
    const window = { changedFrom: first, changedTo: FOR_EVER }
    expect(contents(await readRecords(capture, systems, scope, window))).toEqual(contents(all))
  })

  test.each(forms[capture.from])(
    'reads the same whichever form the source answers in: %o',
    async switches => {
      const { systems, scope } = await start()
      const usual = said(await readRecords(capture, systems, scope, 'all'))
      systems.sides[capture.from].set(switches)
      const all = await readRecords(capture, systems, scope, 'all')
      expect(said(all)).toEqual(usual)
      expect(said(await readRecords(capture, systems, scope, { ids: [...all.keys()] }))).toEqual(usual)
    },
  )

  test('brings the whole record into the window of a change of any of its parts', async () => {
    const { systems, scope, fixture } = await start()
    expect(fixture.touches.length).toBeGreaterThan(0)
    for (const { what, of, by } of fixture.touches) {
      const one = async () => (await readRecords(capture, systems, scope, { ids: [of] })).get(of)!
      const before = await one()
      systems.sides[capture.from].clock.set({ shift_ms: 60_000 })
      await by(systems)
      const after = await one()
      expect(after.draft, `${what} changes the content`).not.toEqual(before.draft)
      expect(after.stamp! > before.stamp!, `${what} moves the stamp`).toBe(true)
      const window = { changedFrom: after.stamp!, changedTo: FOR_EVER }
      const changed = await readRecords(capture, systems, scope, window)
      expect(changed.get(of)?.draft, what).toEqual(after.draft)
    }
  })

  test('makes the same content of the same record each time, and leaves what it read as it was', async () => {
    const { systems, scope } = await start()
    for (const { raw, draft } of (await readRecords(capture, systems, scope, 'all')).values())
      expect(draftOf(capture, systems, frozen(structuredClone(raw)))).toEqual(draft)
  })

  test('knows a record by the same id and key however it was read', async () => {
    const { systems, scope } = await start()
    const all = await readRecords(capture, systems, scope, 'all')
    const again = await readRecords(capture, systems, scope, { ids: [...all.keys()] })
    for (const [id, { key }] of all) {
      expect(id).not.toBe('')
      expect(key).not.toBe('')
      expect(again.get(id)?.key).toBe(key)
    }
    expect(new Set([...all.values()].map(one => one.key)).size).toBe(all.size)
  })

  test('stamps with UTC instants or not at all, and turns on a day that comes', async () => {
    const { systems, scope } = await start()
    for (const { stamp, raw, draft } of (await readRecords(capture, systems, scope, 'all')).values()) {
      if (stamp !== null) expect(stamp).toMatch(INSTANT)
      expect(draft.header.origin_system).toBe(capture.from)
      const turn = capture.turns?.(raw, TODAY) ?? null
      if (turn !== null) expect(turn > TODAY && /^\d{4}-\d\d-\d\d$/.test(turn)).toBe(true)
    }
    expect(capture.present(systems.apis[capture.from])).toMatch(INSTANT)
  })

  test('fits its schema, and reads back from Avro as it was', async () => {
    const { systems, scope } = await start()
    const all = await readRecords(capture, systems, scope, 'all')
    await expectThroughAvro(capture, [...all.values()])
  })

  test(
    'reads the whole demonstration the same in all ways, and all of it fits its schema',
    WHILE,
    async () => {
      const systems = await startSystems({}, 'demo')
      const found: Record[] = []
      for (const scope of capture.scopes(systems.settings)) {
        const all = await readRecords(capture, systems, scope, 'all')
        expect(contents(await readRecords(capture, systems, scope, { ids: [...all.keys()] }))).toEqual(
          contents(all),
        )
        const window = { changedFrom: '2000-01-01T00:00:00.000Z', changedTo: FOR_EVER }
        if (capture.schedule(systems.settings).read !== null)
          expect(contents(await readRecords(capture, systems, scope, window))).toEqual(contents(all))
        found.push(...all.values())
      }
      expect(found.length).toBeGreaterThan(50)
      expect(new Set(found.map(one => one.key)).size, 'a key in one scope only').toBe(found.length)
      await expectThroughAvro(capture, found)
    },
  )

  test('says nothing of an id that is not there, or brings a proof', async () => {
    const { systems, scope, fixture } = await start()
    const { records, gone } = await readBoth(capture, systems, scope, { ids: [fixture.unknown] })
    expect(records).toEqual([])
    for (const one of gone) {
      expect(one.gone).toBe(fixture.unknown)
      expect(one.proof).not.toBe('')
    }
  })

  test.each([{}, ...forms[capture.from]])(
    'calls a deleted record gone where that is proved, and never shows it again: %o',
    async switches => {
      const { systems, scope, fixture } = await start()
      const { of, by, proved } = fixture.removal
      systems.sides[capture.from].set(switches)
      const before = await readRecords(capture, systems, scope, 'all')
      await by(systems)
      const one = await readBoth(capture, systems, scope, { ids: [of] })
      expect(one.records).toEqual([])
      expect(one.gone.map(({ gone, proof }) => [gone, proof.trim() !== ''])).toEqual(
        proved ? [[of, true]] : [],
      )
      const { records, gone } = await readBoth(capture, systems, scope, 'all')
      expect(records.map(({ nativeId }) => nativeId).sort()).toEqual(
        [...before.keys()].filter(id => id !== of).sort(),
      )
      expect(gone.map(found => found.gone).filter(id => id !== of)).toEqual([])
    },
  )

  test('lists every id that it reads', async () => {
    const { systems, scope } = await start()
    if (!capture.ids) return
    const api = systems.apis[capture.from]
    const ids = await Array.fromAsync(capture.ids(api, scope, systems.settings) as AsyncIterable<string>)
    const all = await readRecords(capture, systems, scope, 'all')
    expect(ids.sort()).toEqual([...all.keys()].sort())
  })

  test.each([
    ['a lost permission', { name: 'status', args: { status: 403 } }],
    ['a 404 for everything', { name: 'status', args: { status: 404 } }],
    ['a server that fails', { name: 'status', args: { status: 500 } }],
    ['a login page with status 200', { name: 'html-login' }],
    ['an answer that breaks off', { name: 'garbage-json' }],
    ['a connection that breaks', { name: 'reset-before-commit' }],
  ])('takes %s neither for an empty source nor for a deletion', async (_, fault) => {
    const { systems, scope } = await start()
    const [id] = [...(await readRecords(capture, systems, scope, 'all')).keys()]
    systems.sides[capture.from].faults.add(fault)
    await expect(readBoth(capture, systems, scope, 'all')).rejects.toThrow()
    await expect(readBoth(capture, systems, scope, { ids: [id!] })).rejects.toThrow()
    if (capture.ids) {
      const listing = capture.ids(systems.apis[capture.from], scope, systems.settings)
      await expect(Array.fromAsync(listing as AsyncIterable<string>)).rejects.toThrow()
    }
  })

  const listens = capture.notify ? payloadVersions : []
  test.each(listens)('finds the record that a notice of payload %s is about', async version => {
    const { systems, fixture } = await start()
    const { locate } = capture.notify!
    const resources = resourcesOf(capture, systems.settings)
    expect(fixture.notices.map(one => one.resource).sort()).toEqual([...resources].sort())
    const delivered = await hookUp(systems, version, resources)
    for (const { resource, by, to } of fixture.notices) {
      const before = delivered().length
      await by(systems)
      await expect
        .poll(() =>
          delivered()
            .slice(before)
            .map(one => one.resource),
        )
        .toContain(resource)
      const notice = delivered().findLast(one => one.resource === resource)!
      expect(locate(notice)).toEqual(to(version))
    }
  })
})

async function expectThroughAvro({ entity: { schema } }: AnyCapture, records: Record[]): Promise<void> {
  const codec = createCodec({ url: testStack().registryUrl, schemas: schemaNames().map(schemaOf) })
  const subject = `${uniquePrefix()}-value`
  await codec.register(subject, schema)
  await codec.prepare({ [subject]: schema })
  for (const record of records) {
    const value = minted(record)
    const decoded = await codec.decode(codec.encode(schema, value).value)
    expect(plain(decoded.value)).toEqual(plain(value))
  }
}

const contents = (records: Map<string, Record>) =>
  Object.fromEntries([...records].map(([id, { key, stamp, draft }]) => [id, { key, stamp, draft }]))

/** The contents without the change stamps, which some forms give to the second only. */
const said = (records: Map<string, Record>) =>
  Object.fromEntries(
    [...records].map(([id, { draft }]) => {
      const { source_updated_raw: _raw, source_updated_at: _at, ...header } = draft.header
      return [id, plain({ ...draft, header })]
    }),
  )

/** Decimals of one value have one spelling: `1.50` and `1.5` are the same, and nothing else is. */
function plain(value: unknown): unknown {
  if (typeof value === 'string')
    return /^-?\d+\.\d+$/.test(value) ? value.replace(/\.?0+$/, '').replace(/^-0$/, '0') : value
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]))
}
