import { flows } from '@plumbline/flows'
import { type Decision, type LaneStanding, laneStandings, recordStory } from '@plumbline/ledger'
import type { Ops } from './context.ts'

export type RecordStory = { connection: string; lanes: LaneStanding[]; story: Decision[] }

/** Entities that have a story: those that move, and the connections themselves. */
const entities = [...flows.map(({ entity }) => entity.name), 'connection']

/**
 * One record's story across both systems, for each connection that knows it.
 * @throws with the entities there are, for another one
 */
export async function readRecord(
  { pool }: Pick<Ops, 'pool'>,
  entity: string,
  key: string,
): Promise<RecordStory[]> {
  if (!entities.includes(entity))
    throw new Error(`there is no entity ${entity}; there are ${entities.join(', ')}`)
  const { rows } = await pool.query<{ id: string; name: string }>(
    'select id, name from connection order by name',
  )
  const stories = await Promise.all(
    rows.map(async ({ id, name }) => ({
      connection: name,
      lanes: await laneStandings(pool, id, entity, key),
      story: await recordStory(pool, id, entity, key),
    })),
  )
  return stories.filter(({ lanes, story }) => lanes.length > 0 || story.length > 0)
}
