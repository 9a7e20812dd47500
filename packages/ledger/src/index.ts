import type { Ledger } from '@plumbline/engine'
import { connections } from './connections.ts'
import { cursors } from './cursors.ts'
import { following } from './following.ts'
import { landing } from './landing.ts'
import { lanes } from './lanes.ts'
import { minting } from './minting.ts'
import { outbox } from './outbox.ts'
import type { Pool } from './pool.ts'
import { readList } from './read-list.ts'
import { pauses, replays } from './replays.ts'

export {
  type ApplyOrder,
  type ConnectionStore,
  createConnectionStore,
  type SealedSecret,
  type StoredConnection,
} from './connection-store.ts'
export { migrate } from './migrate.ts'
export { createPool, type Pool } from './pool.ts'
export { type Released, type ReleaseOrder, releaseDelivery, releaseRead } from './releases.ts'
export {
  type CaptureStanding,
  captureStandings,
  type Decision,
  type Exception,
  exceptions,
  type FlowStanding,
  flowStandings,
  type LaneStanding,
  laneStandings,
  type OutboxStanding,
  openReplays,
  outboxStanding,
  recordStory,
} from './reports.ts'

/** The engine's ledger port on Postgres. */
export function createLedger(pool: Pool): Ledger {
  return {
    connections: connections(pool),
    readList: readList(pool),
    cursors: cursors(pool),
    minting: minting(pool),
    outbox: outbox(pool),
    landing: landing(pool),
    lanes: lanes(pool),
    following: following(pool),
    pauses: pauses(pool),
    replays: replays(pool),
  }
}
