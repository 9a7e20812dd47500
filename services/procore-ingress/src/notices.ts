import type { Log, ReadNotices } from '@plumbline/engine'
import { parseJson } from '@plumbline/http'
import { readNotices } from '@plumbline/procore'
import type { Notification } from '@plumbline/schemas'

/** Reads the notices of a stored notification; what is none is told in words, and the sweep finds the change. */
export function storedNoticesReader(log: Log): ReadNotices {
  return value => {
    const { body, connection } = value as Notification
    const { notices, faults } = readNotices(parseJson(body.toString('utf8')))
    if (notices.length === 0 && faults.length > 0) throw new Error(faults.join('; '))
    if (faults.length > 0)
      log.warn({ connection, faults }, 'some notices of a notification could not be read')
    return notices
  }
}

/**
 * The payload version that a body shows (procore.md §10.2): v2 and v3 name it, v4 is known by its `resource_type`. Read
 * off the bytes, since a body need not be JSON to be kept; null where it cannot be told.
 */
export function payloadVersionOf(body: Buffer): string | null {
  const text = body.toString('latin1')
  const named = /"api_version"\s*:\s*"(v\d+(?:\.\d+)?)"/.exec(text)?.[1]
  if (named) return named.includes('.') ? named : `${named}.0`
  return /"resource_type"\s*:/.test(text) ? 'v4.0' : null
}
