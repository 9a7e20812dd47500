import type { AnyCapture, CapturedBy } from '@plumbline/flow-kit'
import { type MintResult, mintReads } from '../capture/mint.ts'
import { keepCursors } from '../capture/scheduled-read.ts'
import type { Live } from '../connection-book.ts'
import type { Engine } from '../engine.ts'
import type { Received } from '../ports/index.ts'
import type { TestEngine } from './test-engine.ts'
import type { ToySettings } from './toy-settings.ts'

/** The connection as the first process has it open. */
export const liveOf = (test: TestEngine): Live => test.engine.connections.get(test.connectionId)!

let scopes = 0

/** Sets the connection to read one scope that no test has had, with these schedules; gives its name. */
export async function startScope(
  test: TestEngine,
  captures: AnyCapture[],
  settings: Partial<ToySettings> = {},
): Promise<string> {
  const scope = `S${++scopes}`
  await setTo(test, captures, { scopes: [scope], read: '*/5 * * * *', ...settings })
  return scope
}

/** Changes the settings and takes them up, as the captures' own loop does. */
export async function setTo(test: TestEngine, captures: AnyCapture[], settings: ToySettings): Promise<void> {
  await test.changeSettings(settings)
  await keepCursors(test.engine, captures, liveOf(test))
}

/** Mints what was read in a scope just now. */
export async function mintNow(
  test: TestEngine,
  scope: string,
  capture: AnyCapture,
  reads: unknown[],
  { engine = test.engine, by = 'poll' }: { engine?: Engine; by?: CapturedBy } = {},
): Promise<MintResult> {
  const snapshot = await engine.ledger.minting.snapshot()
  return await mintReads(engine, {
    live: liveOf(test),
    capture,
    scope,
    by,
    snapshot,
    readAt: test.clock.now(),
    reads,
  })
}

/** A minted event: what stands in the outbox, decoded. */
export type Minted = {
  header: {
    key: string
    revision: number
    operation: string
    captured_by: string
    deleted_at: string | null
    deletion_proof: string | null
  }
  name1: string
  vendor_id: string
}

/** What was minted in a scope, oldest first. */
export async function mintedIn(test: TestEngine, scope: string): Promise<Minted[]> {
  const rows = await test.sql<{ value: Buffer }>(
    `select value from outbox o where exists (
       select from source_state s where s.key = o.key and s.scope = $1) order by id`,
    [scope],
  )
  return await Promise.all(rows.map(async row => (await test.engine.codec.decode(row.value)).value as Minted))
}

/** `1.put A` for each of them: revision, operation and text. */
export async function historyIn(test: TestEngine, scope: string): Promise<string[]> {
  const events = await mintedIn(test, scope)
  return events.map(({ header, name1 }) => `${header.key} ${header.revision} ${header.operation} ${name1}`)
}

export type Line = {
  native_id: string
  reason: string
  captured_by: string
  held_code: string | null
  held_why: string | null
  attempts: number
  last_error: string | null
  id: string
}

/** The to-read list of a scope. */
export async function listOf(test: TestEngine, scope: string): Promise<Line[]> {
  return await test.sql<Line>('select * from to_read where scope = $1 order by native_id', [scope])
}

export type CursorRow = {
  through: Date | null
  filled: boolean
  next_read_at: Date | null
  next_compare_at: Date | null
  last_error: string | null
  owner: string | null
  attempts: number
}

export async function cursorOf(test: TestEngine, scope: string): Promise<CursorRow> {
  return (await test.sql<CursorRow>('select * from cursor where scope = $1', [scope]))[0]!
}

export type Audited = {
  key: string
  decision: string
  code: string | null
  why: string
  who: string
  scope: string
  revision: string | null
  before: unknown
  after: unknown
}

/** The decisions about records of a scope, oldest first. */
export async function auditIn(test: TestEngine, scope: string): Promise<Audited[]> {
  return await test.sql<Audited>('select * from audit where scope = $1 order by id', [scope])
}

/** Everything that stands in a topic now. */
export async function recordsIn(test: TestEngine, topic: string): Promise<Received[]> {
  const extents = await test.engine.bus.extents([topic])
  const ends = new Map(extents.map(one => [one.partition, one.latest]))
  const records: Received[] = []
  const reached = new Map(extents.map(one => [one.partition, one.earliest]))
  const done = Promise.withResolvers<void>()
  const look = () => {
    if ([...ends].every(([partition, end]) => reached.get(partition)! >= end)) done.resolve()
  }
  look()
  const session = test.engine.bus.consume({
    group: `${topic}.${Math.random()}`,
    topics: [topic],
    startAt: async assigned => assigned.map(one => ({ ...one, offset: one.earliest })),
    onBatch: async batch => {
      records.push(...batch.records)
      reached.set(batch.partition, batch.next)
      look()
      return batch.next
    },
  })
  await done.promise
  await session.stop()
  return records
}
