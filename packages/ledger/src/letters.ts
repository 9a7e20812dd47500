import type { DeadLetter } from '@plumbline/engine'
import { json } from './audit.ts'
import { columns, type Session } from './pool.ts'

/** Dead letters go to their topic through the outbox, in the transaction of the decision. */
export async function keepLetters(session: Session, letters: DeadLetter[], now: Date): Promise<void> {
  if (letters.length === 0) return
  await session.query(
    `insert into outbox (topic, record_key, event_id, headers, value, minted_at)
     select t, k, '', h, v, $5 from unnest($1::text[], $2::text[], $3::jsonb[], $4::bytea[]) as i(t, k, h, v)`,
    [
      ...columns(
        letters,
        d => d.topic,
        d => d.key,
        d => json(d.headers),
        d => d.value,
      ),
      now,
    ],
  )
}
