import type { Bus, BusRecord } from '@plumbline/engine'

/** Resolves once the record is in Kafka on all replicas. */
export type NoticeWriter = (record: BusRecord) => Promise<void>

type Waiting = { record: BusRecord; done(): void; failed(error: unknown): void }

/**
 * Writes what arrives while one publish is under way in the next one, all together: a burst of webhooks costs a few
 * round trips to the broker, and each is answered only once it is safe.
 */
export function createNoticeWriter(bus: Pick<Bus, 'publish'>, most = 500): NoticeWriter {
  let waiting: Waiting[] = []
  let busy = false

  async function flush(): Promise<void> {
    busy = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most)
      waiting = waiting.slice(most)
      try {
        await bus.publish(batch.map(one => one.record))
        for (const one of batch) one.done()
      } catch (error) {
        for (const one of batch) one.failed(error)
      }
    }
    busy = false
  }

  return record =>
    new Promise((done, failed) => {
      waiting.push({ record, done, failed })
      if (!busy) void flush()
    })
}
