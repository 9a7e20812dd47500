import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { connectBus, fromHeaders, toHeaders } from '@plumbline/bus'
import { createCodec } from '@plumbline/codec'
import { ConnectionBook, type Engine, type Log, type OpenConnection } from '@plumbline/engine'
import {
  type ConnectionStore,
  createConnectionStore,
  createLedger,
  createPool,
  type Pool,
} from '@plumbline/ledger'
import { type BaseConfig, brokersOf, registryOf, timingOf } from './config.ts'

/** An engine with its ports, and what is to be closed after it. */
export type Assembled = {
  engine: Engine
  store: ConnectionStore
  pool: Pool
  /** Learns the schema ids that are written, by subject; everything that encodes needs it once. */
  prepare(subjects: Record<string, string>): Promise<void>
  close(): Promise<void>
}

/** Builds the engine of one process from its configuration. Nothing is connected before it is used. */
export function assemble(
  name: string,
  config: BaseConfig,
  log: Log,
  open: (store: ConnectionStore) => OpenConnection,
): Assembled {
  const pool = createPool(config.PLUMBLINE_DATABASE_URL, {
    max: config.PLUMBLINE_DATABASE_POOL,
    name: `plumbline-${name}`,
  })
  pool.on('error', err => log.warn({ err }, 'a database connection was lost'))
  const bus = connectBus({
    clientId: `plumbline-${name}`,
    ...brokersOf(config),
    log: (level, message, fields) => log[level](fields, message),
  })
  const codec = createCodec(registryOf(config))
  const ledger = createLedger(pool)
  const store = createConnectionStore(pool)
  const engine: Engine = {
    ledger,
    bus,
    heads: { toHeaders, fromHeaders },
    codec,
    clock: { now: () => new Date() },
    log,
    connections: new ConnectionBook(ledger.connections, open(store), log),
    timing: timingOf(config),
    prefix: config.PLUMBLINE_TOPIC_PREFIX,
    owner: `${name}@${hostname()}/${process.pid}/${randomUUID().slice(0, 8)}`,
    who: name,
  }
  return {
    engine,
    store,
    pool,
    prepare: subjects => codec.prepare(subjects),
    close: async () => {
      await bus.close()
      await pool.end()
    },
  }
}
