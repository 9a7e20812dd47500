import type { ConsumptionSettings, Extent } from '../bus.ts'
import { type Assignment, isAt, type Standing } from './assignment.ts'

/** Measures lag beside the reading, so that a reader that stands still in silence is seen. */
export type Probe = {
  /** What to measure from now on; null: nothing is ours. */
  watch(assignment: Assignment | null): void
  /** What the last measurements say. */
  look(): { reasons: string[]; lag: bigint }
  stop(): void
}

type Settings = Pick<ConsumptionSettings, 'probeMs' | 'stalledMs'>

/** Asks `extents` every `probeMs` for the ends of the assigned topics. */
export function createProbe(settings: Settings, extents: (topics: string[]) => Promise<Extent[]>): Probe {
  let assignment: Assignment | null = null
  let ends: Extent[] = []
  let failed: string | null = null
  const timer = setInterval(() => void measure(), settings.probeMs)

  async function measure(): Promise<void> {
    const topics = [...new Set(assignment?.standings.map(one => one.topic))]
    if (topics.length === 0) return
    try {
      ends = await extents(topics)
      failed = null
    } catch (error) {
      failed = `the log's end cannot be read: ${(error as Error).message}`
    }
    for (const standing of assignment?.standings ?? [])
      if (lagOf(standing) === 0n) standing.movedAt = performance.now()
  }

  function lagOf(standing: Standing): bigint {
    const end = ends.find(isAt(standing))?.latest ?? 0n
    const reached = [standing.next ?? end, standing.seenTo].reduce((a, b) => (a > b ? a : b))
    return end > reached ? end - reached : 0n
  }

  function stalled(standing: Standing): string[] {
    const seconds = Math.floor((performance.now() - standing.movedAt) / 1000)
    const lag = lagOf(standing)
    if (lag === 0n || seconds * 1000 < settings.stalledMs) return []
    return [
      `${standing.topic}/${standing.partition} stands at ${standing.next} for ${seconds} s, ${lag} behind`,
    ]
  }

  return {
    watch(now) {
      assignment = now
    },
    look() {
      const standings = assignment?.standings ?? []
      const reasons = [...(failed === null ? [] : [failed]), ...standings.flatMap(stalled)]
      return { reasons, lag: standings.reduce((sum, one) => sum + lagOf(one), 0n) }
    },
    stop() {
      clearInterval(timer)
    },
  }
}
