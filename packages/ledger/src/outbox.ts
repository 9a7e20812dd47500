import type { Outbox, OutboxRow } from '@plumbline/engine'
import type pg from 'pg'
import { appendAudit } from './audit.ts'
import { columns, type Pool, transaction } from './pool.ts'

const ONE_PUBLISHER = 7_270_001 // any fixed number: the advisory lock of publishing

/** What is on its way to Kafka (DESIGN C2): in the order of minting, one publisher at a time, every row marked or dead. */
export function outbox(pool: Pool): Outbox {
  return {
    async publishNext(limit, publish, now, except = []) {
      return await transaction(pool, async client => {
        const lock = await client.query<{ got: boolean }>('select pg_try_advisory_xact_lock($1) as got', [
          ONE_PUBLISHER,
        ])
        if (!lock.rows[0]!.got) return 0
        const rows = await nextRows(client, limit, except)
        if (rows.length === 0) return 0
        const answers = await publish(rows)
        const marks = rows.flatMap(({ id }, index) => {
          const mark = answers[index]
          return mark ? [{ id, ...mark }] : []
        })
        await client.query(
          `update outbox o set partition = i.p, "offset" = i.o, dead_code = i.c, dead_why = i.w,
                  published_at = case when i.c is null then $1::timestamptz end
             from unnest($2::bigint[], $3::int[], $4::bigint[], $5::text[], $6::text[]) as i(id, p, o, c, w)
            where o.id = i.id`,
          [
            now(),
            ...columns(
              marks,
              m => m.id,
              m => ('dead' in m ? null : m.partition),
              m => ('dead' in m ? null : m.offset),
              m => ('dead' in m ? m.dead : null),
              m => ('dead' in m ? m.why : null),
            ),
          ],
        )
        const audits = marks.flatMap(mark => ('dead' in mark && mark.audit ? [mark.audit] : []))
        await appendAudit(client, audits, now())
        return marks.length
      })
    },
  }
}

async function nextRows(client: pg.PoolClient, limit: number, except: string[]): Promise<OutboxRow[]> {
  const { rows } = await client.query<{
    id: string
    topic: string
    record_key: string
    headers: Record<string, string>
    value: Buffer
    connection_id: string | null
    entity: string
    key: string
    revision: string | null
  }>(
    `select id, topic, record_key, headers, value, connection_id, entity, key, revision from outbox
      where published_at is null and dead_code is null and topic <> all($2::text[]) order by id limit $1`,
    [limit, except],
  )
  return rows.map(({ record_key, connection_id, entity, key, revision, ...row }) => ({
    ...row,
    recordKey: record_key,
    of:
      connection_id === null
        ? null
        : { connectionId: connection_id, entity, key, revision: Number(revision) },
  }))
}
