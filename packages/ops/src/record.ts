import { type Decision, type LaneStanding, laneStandings, recordStory } from '@plumbline/ledger'
import type { Ops } from './context.ts'

export type RecordStory = { connection: string; lanes: LaneStanding[]; story: Decision[] }

/** One record's story across both systems, for each connection that knows it. */
export async function readRecord(
  { pool }: Pick<Ops, 'pool'>,
  entity: string,
  key: string,
): Promise<RecordStory[]> {
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
  return stories.filter(({ story }) => story.length > 0)
}
