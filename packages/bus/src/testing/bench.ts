import { afterAll, expect } from 'vitest'
import type { Bus } from '../bus.ts'
import { read, until } from './readers.ts'
import type { Wire } from './wire.ts'

/** What a suite needs to try an implementation: a new bus, and a new name, for every call. */
export type BusUnderTest = {
  open(options?: OpenOptions): Bus
  uniqueName(): string
}

type OpenOptions = { wire?: Wire; deadlineMs?: number; brokers?: string[] }

/** What the parts of the suite share. */
export type Bench = {
  bus: Bus
  /** One more bus, closed at the end. */
  another(options?: OpenOptions): Bus
  newTopic(partitions?: number): Promise<string>
  /** Where the group stands in partition 0: what a new member is told. */
  committed(group: string, topic: string): Promise<bigint | null>
  uniqueName(): string
}

/** Opens a bus for the suite; closes it and all others after the last test. */
export function openBench({ open, uniqueName }: BusUnderTest): Bench {
  const bus = open()
  const opened = [bus]
  afterAll(() => Promise.all(opened.map(one => one.close())))

  return {
    bus,
    uniqueName,
    another(options) {
      const one = open(options)
      opened.push(one)
      return one
    },
    async newTopic(partitions = 1) {
      const topic = uniqueName()
      await bus.createTopics([{ topic, partitions, retentionMs: null }])
      return topic
    },
    async committed(group, topic) {
      const onlooker = read(bus, group, topic)
      await until(() => expect(onlooker.assigned).not.toEqual([]))
      await onlooker.session.stop()
      return onlooker.assigned[0]![0]!.committed
    },
  }
}
