import { setTimeout as delay } from 'node:timers/promises'
import type { Kafka } from 'kafkajs'
import type { Consumption, ConsumptionSettings, Session, SessionHealth } from '../bus.ts'
import { within } from '../deadline.ts'
import { BusError } from '../errors.ts'
import { type Assignment, isAt, takeOver } from './assignment.ts'
import { busErrorOf } from './errors.ts'
import { type MemberHooks, runMember } from './member.ts'
import { createProbe } from './probe.ts'
import type { Questions } from './questions.ts'

const defaults: ConsumptionSettings = {
  batchRecords: 500,
  sessionTimeoutMs: 30_000,
  retryMs: 500,
  longestRetryMs: 30_000,
  probeMs: 10_000,
  stalledMs: 60_000,
  stopMs: 30_000,
}

/** Keeps a member in the group until it is stopped: one that crashed is replaced by a new one. */
export function startConsumption(kafka: Kafka, questions: Questions, plan: Consumption): Session {
  const settings = { ...defaults, ...plan.settings }
  const stopping = new AbortController()
  const probe = createProbe(settings, topics => questions.extents(topics))
  let assignment: Assignment | null = null
  let losing = new AbortController()
  let crash: string | null = null
  let lastMemberId: string | null = null
  const running = keepJoining()

  const hooks: MemberHooks = {
    joined(consumer, memberId, partitions) {
      lose()
      losing = new AbortController()
      crash = null
      lastMemberId = memberId
      const signals = { lost: losing.signal, stopping: stopping.signal }
      assignment = takeOver(partitions, { consumer, plan, settings, questions, ...signals })
      probe.watch(assignment)
    },
    rebalancing: lose,
    batch: async payload => assignment?.onBatch(payload),
    skipped(partition, next) {
      const standing = assignment?.standings.find(isAt(partition))
      if (standing) standing.seenTo = next
    },
  }

  async function keepJoining(): Promise<void> {
    let retryMs = settings.retryMs
    while (!stopping.signal.aborted) {
      const begun = performance.now()
      try {
        await runMember(kafka, plan, settings, stopping.signal, hooks)
      } catch (error) {
        const { code, message } = busErrorOf(error, 'broker-away')
        crash = `${code}: ${message}`
      }
      lose()
      if (performance.now() - begun > settings.longestRetryMs) retryMs = settings.retryMs
      await delay(retryMs, undefined, { signal: stopping.signal }).catch(() => undefined)
      retryMs = Math.min(2 * retryMs, settings.longestRetryMs)
    }
  }

  function lose(): void {
    if (!assignment) return
    losing.abort()
    const partitions = assignment.standings.map(({ topic, partition }) => ({ topic, partition }))
    assignment = null
    probe.watch(null)
    if (partitions.length > 0) plan.onLost?.(partitions)
  }

  async function stop(): Promise<void> {
    stopping.abort()
    probe.stop()
    await within(
      settings.stopMs,
      running,
      () => new BusError('stop-failed', `still busy after ${settings.stopMs} ms`),
    )
    if (lastMemberId === null) return
    const members = await questions.memberIds(plan.group).catch((error: unknown) => {
      throw new BusError('stop-failed', `whether the group still has us is unknown: ${String(error)}`, error)
    })
    if (members.includes(lastMemberId)) throw new BusError('stop-failed', 'the group still has us')
  }

  function health(): SessionHealth {
    const { reasons, lag } = probe.look()
    const standings = assignment?.standings ?? []
    const joining = assignment ? [] : [crash ? `not in the group: ${crash}` : 'joining the group']
    const notStarted = assignment?.trouble ? [`not started: ${assignment.trouble}`] : []
    const paused = standings.flatMap(({ topic, partition, trouble }) =>
      trouble === null ? [] : [`${topic}/${partition} pauses: ${trouble}`],
    )
    const all = [...joining, ...notStarted, ...paused, ...reasons]
    const assigned = standings.flatMap(({ topic, partition, next }) =>
      next === null ? [] : [{ topic, partition, offset: next }],
    )
    return { ready: all.length === 0, reasons: all, lag, assigned }
  }

  return { stop, health }
}
