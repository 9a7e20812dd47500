import { randomBytes } from 'node:crypto'
import { int } from '../json.ts'
import type { EventType } from './hook.ts'

/** What happened, as all payload versions tell it; ids as text. */
export type HookEvent = {
  /** Beyond 2^53, as a published sample is (procore.md §2.7). */
  id: string
  ulid: string
  /** UTC with microseconds. */
  timestamp: string
  event_type: EventType
  resource_name: string
  resource_id: string
  related: { id: string; name: string }[]
  company_id: string
  project_id: string | null
  user_id: string | null
  source_application_id: string | null
  source_operation_id: string | null
}

/** The payload version that a hook asked for: `v2`, `v3.0`, `v4` … or null for one that Procore does not have. */
export function payloadVersion(text: unknown): 'v2.0' | 'v3.0' | 'v4.0' | null {
  const major = /^v?([234])(\.0)?$/.exec(String(text))?.[1]
  return major === undefined ? null : (`v${major}.0` as 'v2.0' | 'v3.0' | 'v4.0')
}

/** The body of a delivery (procore.md §10.2): never the record itself. */
export function payload(event: HookEvent, version: 'v2.0' | 'v3.0' | 'v4.0'): Record<string, unknown> {
  const { timestamp, event_type, resource_name, related } = event
  if (version === 'v4.0')
    return {
      id: event.ulid,
      timestamp,
      reason: event_type,
      resource_type: resource_name,
      resource_id: event.resource_id,
      company_id: event.company_id,
      project_id: event.project_id,
      user_id: event.user_id,
    }
  const [company_id, project_id, user_id] = [int(event.company_id), int(event.project_id), int(event.user_id)]
  return {
    id: int(event.id),
    ulid: event.ulid,
    timestamp,
    event_type,
    resource_name,
    resource_id: int(event.resource_id),
    company_id,
    project_id,
    user_id,
    api_version: version,
    metadata: {
      source_user_id: user_id,
      source_project_id: project_id,
      source_company_id: company_id,
      source_application_id: event.source_application_id,
      source_operation_id: event.source_operation_id,
    },
    ...(version === 'v3.0'
      ? { related_resources: related.map(({ id, name }) => ({ id: int(id), name })) }
      : {}),
  }
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A ULID: ten characters of time, sixteen at random. */
export function newUlid(now: Date): string {
  const digits = (value: bigint, length: number) =>
    Array.from({ length }, (_, at) => CROCKFORD[Number((value >> BigInt(5 * (length - 1 - at))) & 31n)]).join(
      '',
    )
  return digits(BigInt(now.getTime()), 10) + digits(BigInt(`0x${randomBytes(10).toString('hex')}`), 16)
}
