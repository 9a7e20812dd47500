import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { entityTopic } from '../event.ts'
import type { MintDecision } from '../ports/index.ts'
import { auditIn, historyIn, listOf, mintedIn, mintNow, startScope } from '../testing/captured.ts'
import { startTestEngine } from '../testing/test-engine.ts'
import { toySystems, vendorFromToy } from '../testing/toy-flow.ts'
import { readNextScope } from './scheduled-read.ts'

const toys = toySystems()
const { vendors } = toys
const t = await startTestEngine({ settings: { scopes: [] }, apis: toys.apis, entities: ['vendor'] })
afterAll(() => t.close())

const captures = [vendorFromToy]
const read = () => readNextScope(t.engine, captures)
const topic = entityTopic(t.prefix, 'vendor')
let scope = ''
beforeEach(async () => {
  scope = await startScope(t, captures)
})
/** Reads the scope once more, as if its time had come. */
async function readAgain() {
  t.clock.forward(300_000)
  expect(await read()).toBe(true)
}
const put = (name: string, text: string, more = {}) =>
  vendors.put({ id: `${scope}-${name}`, scope, text, ...more })

describe('C2: what changed is minted', () => {
  test('a change is one revision, one event of the outbox and one audit row', async () => {
    put('1', 'Ütz & Söhne')
    await read()
    put('1', 'Ütz GmbH')
    await readAgain()
    expect(await historyIn(t, scope)).toEqual([`${scope}-1 1 put Ütz & Söhne`, `${scope}-1 2 put Ütz GmbH`])
    expect(await auditIn(t, scope)).toMatchObject([
      { key: `${scope}-1`, revision: '1', decision: 'minted', who: 'test', before: null },
      { revision: '2', before: { name1: 'Ütz & Söhne' }, after: { name1: 'Ütz GmbH' } },
    ])
  })

  test('a mint that fails on its way leaves nothing behind: state, event and audit come together or not at all', async () => {
    const { minting } = t.engine.ledger
    const item = { nativeId: `${scope}-1`, key: `${scope}-1`, by: 'poll' as const, twin: null }
    const order = {
      connectionId: t.connectionId,
      capture: vendorFromToy.name,
      entity: 'vendor',
      scope,
      snapshot: await minting.snapshot(),
      now: t.clock.now(),
      deletionsSince: null,
      items: [item],
      twin: null,
    }
    const event = { eventId: 'e', topic, recordKey: 'k', headers: {}, value: Buffer.from('v') }
    const decision: MintDecision = {
      is: 'minted',
      key: item.key,
      alike: null,
      operation: 'put',
      content: {},
      digest: 'd',
      stamp: null,
      turnsOn: null,
      encode: () => event,
      audit: () => {
        throw new Error('out of order')
      },
    }
    await expect(minting.mint(order, () => [decision])).rejects.toThrow('out of order')
    expect(await t.sql('select from source_state where scope = $1', [scope])).toEqual([])
    expect(await t.sql('select from outbox where key = $1', [item.key])).toEqual([])
    expect(await t.sql('select from record where key = $1', [item.key])).toEqual([])
  })

  test('two batches about the same records, in opposite orders, never wait for each other in a circle', async () => {
    const other = await t.second()
    const rows = Array.from({ length: 100 }, (_, n) => ({
      id: `${scope}-${n}`,
      scope,
      text: 'one',
      changed: null,
    }))
    for (let round = 0; round < 5; round++) {
      const reads = rows.map(row => ({ ...row, text: `round ${round}` }))
      const [one, two] = await Promise.all([
        mintNow(t, scope, vendorFromToy, reads),
        mintNow(t, scope, vendorFromToy, reads.toReversed(), { engine: other }),
      ])
      // The one that came second found every record changed already, or moved since its read began.
      expect([...one.is.values(), ...two.is.values()].filter(is => is === 'minted')).toHaveLength(100)
    }
    const revisions = (await mintedIn(t, scope)).map(({ header }) => `${header.key} ${header.revision}`)
    expect(new Set(revisions).size).toBe(500)
  })

  test('two source records of one key get revisions of their own', async () => {
    const alias = { ...vendorFromToy, key: () => `${scope}-shared` }
    const rows = ['a', 'b'].map(name => ({ id: `${scope}-${name}`, scope, text: name, changed: null }))
    await mintNow(t, scope, alias, rows)
    expect((await mintedIn(t, scope)).map(({ header }) => header.revision)).toEqual([1, 2])
  })
})

describe('a record that is nothing to publish yet', () => {
  const reads = (...texts: string[]) =>
    texts.map(text => ({ id: `${scope}-1`, scope, text, changed: '2026-03-10T14:00:00.000Z' }))
  const capture = { ...vendorFromToy, begins: ({ text }: { text: string }) => text === 'approved' }

  test('has no event until it is, and from then on one for every change', async () => {
    for (const text of ['draft', 'approved', 'void']) await mintNow(t, scope, capture, reads(text))
    expect(await historyIn(t, scope)).toEqual([`${scope}-1 1 put approved`, `${scope}-1 2 put void`])
  })

  test('is known to have been read when its first event is made', async () => {
    const told: (boolean | undefined)[] = []
    const watched: typeof capture = {
      ...capture,
      toCanonical: (row, at) => {
        told.push(at.readBefore)
        return capture.toCanonical(row, at)
      },
    }
    for (const text of ['draft', 'approved', 'void']) await mintNow(t, scope, watched, reads(text))
    expect(told).toEqual([true, false])
  })

  test('has none for its deletion either', async () => {
    await mintNow(t, scope, capture, reads('draft'))
    await mintNow(t, scope, capture, [{ gone: `${scope}-1`, at: null, proof: 'deleted_at at source' }])
    expect(await historyIn(t, scope)).toEqual([])
  })
})

describe('C3: stamps choose what is read, never what is newer', () => {
  test('a record that another read minted while it was being read is read once more, and the older read changes nothing', async () => {
    put('1', 'old')
    const other = await t.second()
    vendors.meanwhile = async () => {
      put('1', 'new')
      await mintNow(t, scope, vendorFromToy, [vendors.rows.get(`${scope}-1`)], {
        engine: other,
        by: 'webhook',
      })
    }
    await read()
    expect(await historyIn(t, scope)).toEqual([`${scope}-1 1 put new`])
    expect(await listOf(t, scope)).toMatchObject([
      { native_id: `${scope}-1`, reason: 'moved while it was read' },
    ])
  })

  test('also where the other read found it unchanged: its source may have gone back meanwhile', async () => {
    put('1', 'A')
    await read()
    const other = await t.second()
    put('1', 'B')
    vendors.meanwhile = async () => {
      put('1', 'A')
      await mintNow(t, scope, vendorFromToy, [vendors.rows.get(`${scope}-1`)], {
        engine: other,
        by: 'webhook',
      })
    }
    await readAgain()
    expect(await historyIn(t, scope)).toEqual([`${scope}-1 1 put A`])
    expect(await listOf(t, scope)).toHaveLength(1)
  })

  test('a record that comes twice in one read counts once, as it came last', async () => {
    const row = { id: `${scope}-1`, scope, text: 'first', changed: null }
    await mintNow(t, scope, vendorFromToy, [row, { ...row, text: 'last' }])
    expect(await historyIn(t, scope)).toEqual([`${scope}-1 1 put last`])
  })
})

describe('C4: unchanged is judged by what the record says', () => {
  test('a touch without a change mints nothing', async () => {
    put('1', 'same', { changed: '2026-03-10T14:00:00.000Z' })
    await read()
    put('1', 'same', { changed: '2026-03-10T14:59:00.000Z' })
    await readAgain()
    expect(await historyIn(t, scope)).toHaveLength(1)
    expect(await t.sql('select stamp from source_state where scope = $1', [scope])).toEqual([
      { stamp: '2026-03-10T14:59:00.000Z' },
    ])
  })

  test('A, then B, then A again are three changes', async () => {
    for (const text of ['A', 'B', 'A']) {
      put('1', text)
      await readAgain()
    }
    expect(await historyIn(t, scope)).toHaveLength(3)
  })
})

describe('a record that cannot be read as what it should be', () => {
  test('is held for a person, audited once, and the others go on', async () => {
    put('1', 'unreadable')
    put('2', 'fine')
    await read()
    await readAgain()
    expect(await historyIn(t, scope)).toEqual([`${scope}-2 1 put fine`])
    expect(await listOf(t, scope)).toMatchObject([
      {
        native_id: `${scope}-1`,
        held_code: 'unreadable-record',
        held_why: expect.stringContaining('nobody has heard of'),
      },
    ])
    const held = (await auditIn(t, scope)).filter(one => one.decision === 'held')
    expect(held).toMatchObject([{ key: `${scope}-1`, code: 'unreadable-record', who: 'test' }])
  })

  test('is let go by the first read that makes sense of it', async () => {
    put('1', 'unreadable')
    await read()
    put('1', 'mended')
    await readAgain()
    expect(await historyIn(t, scope)).toEqual([`${scope}-1 1 put mended`])
    expect(await listOf(t, scope)).toEqual([])
  })

  test.each([
    ['a stamp that is no instant', { changed: 'yesterday' }],
    ['a day that is none', { turns: { on: '9999-99-99', text: 'x' } }],
  ])('%s holds the one record that has it', async (_, more) => {
    put('1', 'odd', more)
    put('2', 'fine')
    await read()
    expect(await historyIn(t, scope)).toEqual([`${scope}-2 1 put fine`])
    expect(await listOf(t, scope)).toMatchObject([
      { native_id: `${scope}-1`, held_code: 'unreadable-record' },
    ])
  })

  test('texts that Postgres cannot store, cut in half by the source, spoil nobody', async () => {
    put('1', 'half an emoji \ud83d')
    put('2', 'a NUL \0 in it')
    await read()
    await readAgain()
    expect(await mintedIn(t, scope)).toHaveLength(2)
    expect(await listOf(t, scope)).toEqual([])
  })

  test('one without an id stops the scope with the reason, after all others were minted', async () => {
    put('1', 'fine')
    vendors.rows.set('', { id: '', scope, text: 'nobody', changed: null })
    await read()
    vendors.rows.delete('')
    expect(await historyIn(t, scope)).toEqual([`${scope}-1 1 put fine`])
    expect(await t.sql('select filled, last_error from cursor where scope = $1', [scope])).toMatchObject([
      { filled: false, last_error: expect.stringContaining('without a usable id') },
    ])
  })
})
