import type { ReadNotices } from '@plumbline/engine'
import { parseJson } from '@plumbline/http'
import { readNotices } from '@plumbline/procore'
import type { Notification } from '@plumbline/schemas'

/** Reads the notices of a stored notification; what is none is told in words, and the sweep finds the change. */
export const readStoredNotices: ReadNotices = value => {
  const { body } = value as Notification
  const { notices, faults } = readNotices(parseJson(body.toString('utf8')))
  if (notices.length === 0 && faults.length > 0) throw new Error(faults.join('; '))
  return notices
}
