import type { Following, Landing, Lanes, Pauses, Replays } from './apply-ledger.ts'
import type { Cursors, Minting, Outbox, ReadList } from './capture-ledger.ts'
import type { Connections } from './connections.ts'

/** The store that everything agrees on, one part a statement family; each method is one transaction. */
export type Ledger = {
  connections: Connections
  readList: ReadList
  cursors: Cursors
  minting: Minting
  outbox: Outbox
  landing: Landing
  lanes: Lanes
  following: Following
  pauses: Pauses
  replays: Replays
}
