import { type Bus, connectBus } from '@plumbline/bus'
import { type Codec, createCodec } from '@plumbline/codec'
import { type ConnectionStore, createConnectionStore, createPool, type Pool } from '@plumbline/ledger'
import { type BaseConfig, brokersOf, registryOf } from '@plumbline/runtime'

/** What an operator's order works with. Kafka and the registry are connected when they are first used. */
export type Ops = {
  config: BaseConfig
  pool: Pool
  store: ConnectionStore
  bus: Bus
  codec: Codec
  /** Who orders, for the audit. */
  who: string
  close(): Promise<void>
}

export function openOps(config: BaseConfig, who: string): Ops {
  const pool = createPool(config.PLUMBLINE_DATABASE_URL, { max: 4, name: 'plumbline-ops' })
  const bus = connectBus({ clientId: 'plumbline-ops', ...brokersOf(config) })
  const codec = createCodec(registryOf(config))
  return {
    config,
    pool,
    store: createConnectionStore(pool),
    bus,
    codec,
    who,
    close: async () => {
      await bus.close()
      await pool.end()
    },
  }
}
