import type { Outbox } from '@plumbline/engine'
import { columns, type Pool, transaction } from './pool.ts'

const ONE_PUBLISHER = 7_270_001 // any fixed number: the advisory lock of publishing

/** Events on their way to Kafka (DESIGN C2): minted order, one publisher at a time, every row marked or dead. */
export function outbox(pool: Pool): Outbox {
  return {
    async publishNext(limit, publish, now) {
      return await transaction(pool, async client => {
        const lock = await client.query<{ got: boolean }>('select pg_try_advisory_xact_lock($1) as got', [
          ONE_PUBLISHER,
        ])
        if (!lock.rows[0]!.got) return 0
        const { rows } = await client.query<{
          id: string
          topic: string
          record_key: string
          headers: Record<string, string>
          value: Buffer
        }>(
          `select id, topic, record_key, headers, value from outbox
            where published_at is null and dead_code is null order by id limit $1`,
          [limit],
        )
        if (rows.length === 0) return 0
        const results = await publish(
          rows.map(({ id, topic, record_key, headers, value }) => ({
            id,
            topic,
            recordKey: record_key,
            headers,
            value,
          })),
        )
        const marks = results.map((result, index) =>
          'dead' in result
            ? { id: rows[index]!.id, partition: null, offset: null, code: result.dead, why: result.why }
            : {
                id: rows[index]!.id,
                partition: result.partition,
                offset: result.offset,
                code: null,
                why: null,
              },
        )
        await client.query(
          `update outbox o set partition = i.p, "offset" = i.o, dead_code = i.c, dead_why = i.w,
                  published_at = case when i.c is null then $6::timestamptz end
             from unnest($1::bigint[], $2::int[], $3::bigint[], $4::text[], $5::text[]) as i(id, p, o, c, w)
            where o.id = i.id`,
          [
            ...columns(
              marks,
              m => m.id,
              m => m.partition,
              m => m.offset,
              m => m.code,
              m => m.why,
            ),
            now(),
          ],
        )
        return rows.length
      })
    },
  }
}
