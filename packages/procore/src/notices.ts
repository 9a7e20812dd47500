import type { Notice } from '@plumbline/flow-kit'
import { type Fields, OddAnswer, readFields } from '@plumbline/http'

/** A change notice with what Procore tells about its making. */
export type ProcoreNotice = Notice & {
  /** The same for every delivery of one event: the ULID, or else the id. Null where there is neither. */
  eventId: string | null
  /** ISO 8601 UTC. */
  at: string | null
  companyId: string | null
  userId: string | null
  /**
   * Client id of the app that made the change; not in v4.0, and null in every published sample (procore.md
   * §10.2).
   */
  applicationId: string | null
}

/**
 * Reads a webhook's body, parsed by `parseJson`: payloads v2.0, v3.0 and v4.0, one event or a list
 * (procore.md §10.2, §10.3). What is no notice is told in words and costs none of the others.
 */
export function readNotices(body: unknown): { notices: ProcoreNotice[]; faults: string[] } {
  const notices: ProcoreNotice[] = []
  const faults: string[] = []
  for (const [at, raw] of (Array.isArray(body) ? body : [body]).entries()) {
    try {
      notices.push(readNotice(readFields(raw, Array.isArray(body) ? `notice ${at + 1}` : 'the notice')))
    } catch (error) {
      if (!(error instanceof OddAnswer)) throw error
      faults.push(error.message)
    }
  }
  return { notices, faults }
}

function readNotice(notice: Fields): ProcoreNotice {
  const isV4 = notice.has('resource_type') || notice.has('reason')
  const metadata = notice.object('metadata')
  return {
    resource: notice.need(isV4 ? 'resource_type' : 'resource_name'),
    id: readId(notice, 'resource_id'),
    event: notice.need(isV4 ? 'reason' : 'event_type').toLowerCase(),
    projectId: readId(notice, 'project_id'),
    related: notice.list('related_resources').flatMap(one => {
      const id = readId(one, 'id')
      return id === null ? [] : [{ resource: one.need('name'), id }]
    }),
    eventId: notice.text('ulid') ?? readId(notice, 'id'),
    at: notice.text('timestamp'),
    companyId: readId(notice, 'company_id'),
    userId: readId(notice, 'user_id') ?? (metadata && readId(metadata, 'source_user_id')),
    applicationId: metadata?.text('source_application_id') ?? null,
  }
}

/** An id of any size; one that was read as a float has lost digits already. */
function readId(of: Fields, name: string): string | null {
  const value = of.raw[name]
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new OddAnswer(`${name} ${value} lost digits: the body was not read with parseJson`)
  return of.text(name)
}
