import { createConnectionStore } from '@plumbline/ledger'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { ConnectionBook, dayIn, type OpenConnection, onceEachVersion } from './connection-book.ts'
import { startTestEngine } from './testing/test-engine.ts'

const t = await startTestEngine({ settings: { opens: true }, apis: {}, entities: [] })
afterAll(() => t.close())

const store = createConnectionStore(t.pool)
const apply = (name: string, document: object) =>
  store.apply({
    name,
    document,
    seal: () => [],
    check: () => {},
    backfill: () => [],
    who: 'ann',
    now: t.clock.now(),
  })
const open: OpenConnection = async ({ document }) => {
  if (!(document as { opens: boolean }).opens) throw new Error('the sealing key is not this one')
  return { settings: document, zone: 'UTC', apis: { peoplesoft: {}, procore: {} } }
}
const newBook = (opening = open) => new ConnectionBook(t.engine.ledger.connections, opening, t.engine.log)
beforeEach(async () => {
  t.logged.length = 0
  await apply('test', { opens: true })
})

describe('the connections in use', () => {
  test('one that cannot be opened is told once, and the others go on', async () => {
    const book = newBook()
    await apply('broken', { opens: false })
    for (let n = 0; n < 3; n++) await book.refresh()
    expect(book.all().map(live => live.name)).toEqual(['test'])
    expect(t.logged).toMatchObject([{ level: 'error', fields: { connection: 'broken' } }])
    await apply('broken', { opens: true })
    await book.refresh()
    expect(book.all().map(live => live.name)).toEqual(['broken', 'test'])
  })

  test('an unchanged one keeps its clients, a changed one gets new ones', async () => {
    const book = newBook()
    await book.refresh()
    const before = book.get(t.connectionId)
    await book.refresh()
    expect(book.get(t.connectionId)).toBe(before)
    await apply('test', { opens: true, more: 1 })
    await book.refresh()
    expect(book.get(t.connectionId)!.apis).not.toBe(before!.apis)
    expect(book.get(t.connectionId)!.version).toBe(before!.version + 1)
  })

  test('a slow opening never covers a newer version', async () => {
    const opened = Promise.withResolvers<void>()
    let slow = true
    const book = newBook(async row => {
      if (slow) {
        slow = false
        await opened.promise
      }
      return await open(row)
    })
    const first = book.refresh()
    const { version } = await apply('test', { opens: true, newer: true })
    const second = book.refresh()
    opened.resolve()
    await Promise.all([first, second])
    expect(book.get(t.connectionId)!.version).toBe(version)
  })

  test('a database that is away for once does not end the refreshing', async () => {
    let away = true
    const flaky = {
      list: async () => {
        if (away) throw new Error('away')
        return await t.engine.ledger.connections.list()
      },
    }
    const book = new ConnectionBook(flaky, open, t.engine.log)
    await expect(book.refresh()).rejects.toThrow('away')
    away = false
    await book.refresh()
    expect(book.ids()).toContain(t.connectionId)
  })

  test('what is done once for each version is done again where it failed, and its failure stops no other', async () => {
    await apply('broken', { opens: true })
    const book = newBook()
    await book.refresh()
    const seen: string[] = []
    let fails = true
    const work = onceEachVersion(book, async live => {
      if (live.name === 'broken' && fails) throw new Error('not yet')
      seen.push(live.name)
    })
    await expect(work()).rejects.toThrow('not yet')
    fails = false
    await work()
    await work()
    expect(seen).toEqual(['test', 'broken'])
  })
})

describe('the day of an instant', () => {
  test.each([
    ['America/Denver', '2026-03-10T05:59:59Z', '2026-03-09'],
    ['America/Denver', '2026-03-10T06:00:00Z', '2026-03-10'],
    ['Pacific/Auckland', '2026-12-31T11:00:00Z', '2027-01-01'],
    ['UTC', '2028-02-29T23:59:59Z', '2028-02-29'],
  ])('in %s at %s is %s', (zone, at, day) => {
    expect(dayIn(zone, new Date(at))).toBe(day)
  })
})
