import { connectBus, fromHeaders, toHeaders } from '@plumbline/bus'
import { createCodec } from '@plumbline/codec'
import type { System } from '@plumbline/flow-kit'
import { createConnectionStore, createLedger, createPool, type Pool } from '@plumbline/ledger'
import { publishedSchemas, schemaNames, schemaOf } from '@plumbline/schemas'
import { makeDatabase, testStack, uniquePrefix } from '@plumbline/stack/testing'
import { ConnectionBook } from '../connection-book.ts'
import { defaultTiming, type Engine, type Timing } from '../engine.ts'
import { deadLetterTopic, entityTopic, notificationTopic } from '../event.ts'
import type { Clock, Log } from '../ports/index.ts'

/** A log line that the engine wrote. */
type Logged = { level: keyof Log; fields: Record<string, unknown>; sentence: string }

/** An engine on the run's own broker, registry and Postgres, with one connection whose document is its settings. */
export type TestEngine = {
  engine: Engine
  /** Stands still, so that no test depends on speed; shared by every process of this test. */
  clock: Clock & { forward(ms: number): void }
  pool: Pool
  connectionId: string
  prefix: string
  /** What the engine logged, debug lines left out. */
  logged: Logged[]
  sql<R>(text: string, values?: unknown[]): Promise<R[]>
  /** Stores the settings as the connection's next version and takes them up; orders a replay of these entities. */
  changeSettings(settings: object, backfill?: string[]): Promise<void>
  /** Another process on the same ledger and broker; it takes settings up by its own `connections.refresh()`. */
  second(who?: string): Promise<Engine>
  /** Disconnects and drops the database. Give it to `afterAll`. */
  close(): Promise<void>
}

export type TestEngineOptions = {
  /** `zone` in it is the connection's zone; UTC without one. */
  settings: object
  apis: Partial<Record<System, unknown>>
  who?: string
  timing?: Partial<Timing>
  /** Entities whose topics are created and whose schemas are registered. */
  entities: string[]
}

/** When the clock of a test begins to stand still. */
const TEST_START = new Date('2026-03-10T15:00:00.000Z')

/** Call it at the top of a test file, and `afterAll(() => test.close())`. */
export async function startTestEngine(options: TestEngineOptions): Promise<TestEngine> {
  const { kafka, registryUrl } = testStack()
  const database = await makeDatabase()
  const prefix = uniquePrefix()
  const clock = standingClock()
  const logged: Logged[] = []
  const endings: (() => Promise<unknown>)[] = []
  const subjects = Object.fromEntries(
    options.entities.map(entity => [`${entityTopic(prefix, entity)}-value`, schemaNameOf(entity)]),
  )
  subjects[`${notificationTopic(prefix)}-value`] = 'plumbline.v1.Notification'

  async function startProcess(who: string): Promise<{ engine: Engine; pool: Pool; codec: TestCodec }> {
    const pool = createPool(database.url, { max: 6, name: who })
    const bus = connectBus({ clientId: who, brokers: [kafka], log: () => {} })
    endings.push(async () => {
      await bus.close()
      await pool.end()
    })
    const codec = createCodec({
      url: registryUrl,
      schemas: schemaNames().map(schemaOf),
      past: publishedSchemas(),
    })
    const ledger = createLedger(pool)
    const log = keepingLog(logged)
    const open = async ({ document }: { document: unknown }) => ({
      settings: document,
      apis: options.apis as Record<System, unknown>,
      zone: (document as { zone?: string }).zone ?? 'UTC',
    })
    const engine: Engine = {
      ledger,
      bus,
      heads: { toHeaders, fromHeaders },
      codec,
      clock,
      log,
      connections: new ConnectionBook(ledger.connections, open, log),
      timing: { ...defaultTiming, ...options.timing },
      prefix,
      owner: `${who}/${uniquePrefix()}`,
      who,
    }
    return { engine, pool, codec }
  }

  const first = await startProcess(options.who ?? 'test')
  const topics = [...options.entities.map(entity => entityTopic(prefix, entity)), notificationTopic(prefix)]
  const bus = connectBus({ clientId: 'topics', brokers: [kafka], log: () => {} })
  endings.push(() => bus.close())
  await bus.createTopics(
    [...topics, deadLetterTopic(prefix)].map(topic => ({ topic, partitions: 2, retentionMs: null })),
  )
  for (const [subject, name] of Object.entries(subjects)) await first.codec.register(subject, name)
  await first.codec.prepare(subjects)

  const store = createConnectionStore(first.pool)
  const apply = (settings: object, backfill: string[] = []) =>
    store.apply({
      name: 'test',
      document: settings,
      seal: () => [],
      check: () => {},
      backfill: () => backfill,
      who: 'operator',
      now: clock.now(),
    })
  const { id: connectionId } = await apply(options.settings)
  await first.engine.connections.refresh()

  return {
    engine: first.engine,
    pool: first.pool,
    clock,
    connectionId,
    prefix,
    logged,
    sql: async <R>(text: string, values: unknown[] = []) =>
      (await first.pool.query(text, values)).rows as R[],
    changeSettings: async (settings, backfill) => {
      await apply(settings, backfill)
      await first.engine.connections.refresh()
    },
    second: async (who = options.who ?? 'test') => {
      const { engine, codec } = await startProcess(who)
      await codec.prepare(subjects)
      await engine.connections.refresh()
      return engine
    },
    close: async () => {
      await Promise.all(endings.map(end => end()))
      await database.drop()
    },
  }
}

type TestCodec = ReturnType<typeof createCodec>

function standingClock(): TestEngine['clock'] {
  let now = TEST_START.getTime()
  return { now: () => new Date(now), forward: ms => void (now += ms) }
}

function keepingLog(logged: Logged[]): Log {
  const keep = (level: keyof Log) => (fields: object, sentence: string) =>
    void logged.push({ level, fields: fields as Record<string, unknown>, sentence })
  return { debug: () => {}, info: keep('info'), warn: keep('warn'), error: keep('error') }
}

/** `gl-account` is `plumbline.v1.GlAccount`. */
function schemaNameOf(entity: string): string {
  const pascal = entity.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())
  return `plumbline.v1.${pascal}`
}
