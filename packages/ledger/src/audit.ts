import type { Audit } from '@plumbline/engine'
import { columns, type Session } from './pool.ts'

/** Appends decisions; in the transaction of the decision itself. */
export async function appendAudit(session: Session, audits: readonly Audit[], at: Date): Promise<void> {
  if (audits.length === 0) return
  await session.query(
    `insert into audit (at, connection_id, entity, key, revision, flow, scope, decision, code, why, who, before, after,
                        traceparent, position)
     select $1, * from unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[],
                              $9::text[], $10::text[], $11::text[], $12::jsonb[], $13::jsonb[], $14::text[], $15::text[])`,
    [
      at,
      ...columns(
        audits,
        a => a.connectionId,
        a => a.entity,
        a => a.key,
        a => a.revision,
        a => a.flow,
        a => a.scope,
        a => a.decision,
        a => a.code,
        a => a.why,
        a => a.who,
        a => json(a.before),
        a => json(a.after),
        a => a.traceparent,
        a => a.position,
      ),
    ],
  )
}

/**
 * JSON text for a `jsonb` parameter; SQL null for null and undefined. Postgres takes neither NUL nor half a surrogate
 * pair, which a source that cuts its texts may send: each becomes U+FFFD.
 */
export function json(value: unknown): string | null {
  if (value === null || value === undefined) return null
  const text = JSON.stringify(value)
  return UNSTORABLE.test(text) ? JSON.stringify(value, storable) : text
}

const UNSTORABLE = /\\u(?:0000|d[89a-f])/i
const storable = (_: string, one: unknown): unknown =>
  typeof one === 'string' ? one.toWellFormed().replaceAll('\0', '\uFFFD') : one
