import type { Engine, Loop, OpenConnection, Session } from '@plumbline/engine'
import type { ConnectionStore } from '@plumbline/ledger'
import { assemble } from './assemble.ts'
import type { BaseConfig } from './config.ts'
import { observeStanding } from './gauges.ts'
import { type Check, startHealth } from './health.ts'
import { createLog, type ServiceLog } from './log.ts'
import { stopSignal } from './signals.ts'
import { startTelemetry, type Telemetry } from './telemetry.ts'

/** What a service's `main.ts` gets to work with. */
export type ServiceKit = {
  engine: Engine
  log: ServiceLog
  telemetry: Telemetry
  store: ConnectionStore
}

/** What it gives back: everything that runs. */
export type Running = {
  loops: Loop[]
  sessions: Session[]
  /** Further checks of readiness, and what to close before the loops stop. */
  checks?(): Check[]
  close?(): Promise<void>
}

export type ServiceProgram = {
  name: string
  config: BaseConfig
  /** Subjects whose schemas are written here, by subject. */
  writes(prefix: string): Record<string, string>
  open(kit: { store: ConnectionStore; log: ServiceLog; telemetry: Telemetry }): OpenConnection
  run(kit: ServiceKit): Promise<Running>
}

/** A loop that has not ended a step for so long stands still. */
const STALLED_MS = 120_000

/** Runs a service from start to drain: build the ports, run, and on SIGTERM stop fetching, finish, commit, leave. */
export async function runService(program: ServiceProgram): Promise<void> {
  const { name, config } = program
  const log = createLog(name, config.PLUMBLINE_LOG_LEVEL)
  const telemetry = startTelemetry(name)
  const { engine, store, pool, prepare, close } = assemble(name, config, log, store =>
    program.open({ store, log, telemetry }),
  )
  const stopped = stopSignal()
  await patiently(log, () => prepare(program.writes(engine.prefix)), stopped)
  await patiently(log, () => engine.connections.refresh(), stopped)
  const running = await program.run({ engine, log, telemetry, store })
  observeStanding(telemetry, pool, running.sessions, log)
  const health = await startHealth(config.PLUMBLINE_HEALTH_HOST, config.PLUMBLINE_HEALTH_PORT, {
    live: () => running.loops.map(liveness),
    ready: async () => [
      await databaseCheck(pool),
      ...running.sessions.map(sessionCheck),
      ...(running.checks?.() ?? []),
    ],
    metrics: telemetry.answerMetrics,
  })
  log.info({ health: health.url, owner: engine.owner }, `${name} is up`)

  const signal = await stopped
  log.info({ signal }, 'draining')
  // Every part is stopped, whatever became of another: a group that could not be left puts us out by itself.
  const stages = [
    [() => running.close?.()],
    [...running.sessions, ...running.loops].map(one => () => one.stop()),
    [() => health.close(), () => close()],
    [() => telemetry.stop()],
  ]
  for (const stage of stages)
    for (const result of await Promise.allSettled(stage.map(async stop => await stop())))
      if (result.status === 'rejected') log.warn({ err: result.reason }, 'a part did not stop in good order')
  log.info({}, `${name} has stopped`)
}

function liveness(loop: Loop): Check {
  const still = Date.now() - loop.lastGood()
  const ok = still < STALLED_MS || loop.error() !== null
  return {
    name: loop.name,
    ok,
    why: ok ? loop.error() : `no step has ended for ${Math.round(still / 1000)} s`,
  }
}

function sessionCheck(session: Session): Check {
  const { ready, reasons } = session.health()
  return { name: 'kafka', ok: ready, why: reasons.join('; ') || null }
}

async function databaseCheck(pool: { query(sql: string): Promise<unknown> }): Promise<Check> {
  try {
    await pool.query('select 1')
    return { name: 'database', ok: true, why: null }
  } catch (error) {
    return { name: 'database', ok: false, why: error instanceof Error ? error.message : String(error) }
  }
}

/** A dependency may come up after us: tried again each second, with the reason in the log, until it is there. */
async function patiently(
  log: ServiceLog,
  step: () => Promise<unknown>,
  stopped: Promise<unknown>,
): Promise<void> {
  let over = false
  void stopped.then(() => (over = true))
  for (let attempt = 1; !over; attempt++) {
    try {
      await step()
      return
    } catch (err) {
      log.warn({ err, attempt }, 'a dependency is not there yet')
      await new Promise(done => setTimeout(done, 1000))
    }
  }
  process.exit(0)
}
