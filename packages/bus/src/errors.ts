import type { Place } from './bus.ts'

/** Every way in which the bus fails, and what is to be done about it. The codes are stable. */
export const busErrors = {
  'broker-away': 'No broker answers, or none leads the partition: nothing was done; pause and try again.',
  'outcome-unknown': 'The records were sent and no answer came in time: they may appear. Publish again.',
  refused: 'The broker will never take a record (too large, malformed): only that one is to be put aside.',
  'unknown-topic': 'The topic does not exist: run the job that creates topics.',
  'topic-differs':
    'The topic exists with another number of partitions; it cannot be changed without reordering keys.',
  'not-allowed': 'The broker refuses the login, or it lacks a permission.',
  'group-active': 'The group has members: stop them first.',
  'log-lost':
    'The log no longer has the records that are next: deleted by retention, or the topic was made anew.',
  'bad-start': 'No start was given for a partition, or one outside its log.',
  'stop-failed': 'The group could not be left in good order; it will put the member out by itself.',
  closed: 'The bus was closed.',
} as const

export type BusErrorCode = keyof typeof busErrors

/** What went wrong between us and Kafka. */
export class BusError extends Error {
  override name = 'BusError'
  readonly code: BusErrorCode

  constructor(code: BusErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** What became of one record of a `publish` of which some were refused. */
export type Published = { is: 'placed'; place: Place } | { is: 'refused'; why: string }

/** Some records will never be taken; the others are published. `published` is in the order of the records. */
export class RecordsRefused extends BusError {
  readonly published: Published[]

  constructor(published: Published[]) {
    const why = published.flatMap(one => (one.is === 'refused' ? [one.why] : []))
    super('refused', `${why.length} of ${published.length} records refused: ${why[0]}`)
    this.published = published
  }
}
