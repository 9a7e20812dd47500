import { expect, vi } from 'vitest'
import type {
  Assigned,
  Batch,
  Bus,
  Consumption,
  ConsumptionSettings,
  InRecord,
  OutRecord,
  Partition,
  Session,
} from '../bus.ts'

/** Short times, so that a test that waits for one of them is quick. 6 s is the shortest session a broker allows. */
const quick: Partial<ConsumptionSettings> = {
  sessionTimeoutMs: 6000,
  retryMs: 100,
  longestRetryMs: 400,
  probeMs: 100,
  stalledMs: 500,
}

/** A member that remembers what it was told. */
export type Reader = {
  session: Session
  assigned: Assigned[][]
  batches: Batch[]
  lost: Partition[][]
  records(): InRecord[]
  values(): string[]
}

/** Joins a group; starts at what the group committed, else at the log's beginning, unless the plan says otherwise. */
export function read(bus: Bus, group: string, topic: string, plan: Partial<Consumption> = {}): Reader {
  const reader: Omit<Reader, 'session'> = {
    assigned: [],
    batches: [],
    lost: [],
    records: () => reader.batches.flatMap(batch => batch.records),
    values: () => reader.records().map(record => String(record.value)),
  }
  const fromCommitted: Consumption['startAt'] = async assigned =>
    assigned.map(one => ({ ...one, offset: one.committed ?? one.earliest }))
  const { startAt = fromCommitted, onBatch = async batch => batch.next } = plan
  const session = bus.consume({
    group,
    topics: [topic],
    startAt: assigned => {
      reader.assigned.push(assigned)
      return startAt(assigned)
    },
    onBatch: batch => {
      reader.batches.push(batch)
      return onBatch(batch)
    },
    onLost: partitions => void reader.lost.push(partitions),
    settings: { ...quick, ...plan.settings },
  })
  return { ...reader, session }
}

/** Waits until `check` no longer throws. */
export function until(check: () => unknown, timeout = 20_000): Promise<unknown> {
  return vi.waitFor(check, { timeout, interval: 20 })
}

/** Waits until the reader is in the group and has its starts. */
export function untilReady({ session }: Pick<Reader, 'session'>): Promise<unknown> {
  return until(() => expect(session.health().reasons).toEqual([]))
}

/** Numbered records of a topic, in one partition unless told otherwise. */
export function numbered(
  topic: string,
  count: number,
  more: Partial<OutRecord> = { partition: 0 },
): OutRecord[] {
  return Array.from({ length: count }, (_, index) => ({
    topic,
    key: `key-${index}`,
    value: Buffer.from(`value-${index}`),
    headers: {},
    ...more,
  }))
}

/** A promise and what settles it. */
export function gate(): { open(): void; passed: Promise<void> } {
  let open = () => {}
  const passed = new Promise<void>(resolve => {
    open = resolve
  })
  return { open: () => open(), passed }
}
