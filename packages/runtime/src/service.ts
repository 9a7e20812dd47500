import type { Engine, Loop, OpenConnection, Session } from '@plumbline/engine'
import type { ConnectionStore } from '@plumbline/ledger'
import type { TProperties } from 'typebox'
import { type Assembled, assemble } from './assemble.ts'
import { type Config, readConfig } from './config.ts'
import { BadConfig } from './environment.ts'
import { observeStanding } from './gauges.ts'
import { type Check, type HealthServer, startHealth } from './health.ts'
import { createLog, type ServiceLog } from './log.ts'
import { stopSignal } from './signals.ts'
import { startTelemetry, type Telemetry } from './telemetry.ts'

/** What a service's `main.ts` gets to work with. */
export type ServiceKit<Own extends TProperties> = {
  engine: Engine
  config: Config<Own>
  log: ServiceLog
  telemetry: Telemetry
  store: ConnectionStore
}

/** What it gives back: everything that runs. */
export type Running = {
  loops: Loop[]
  sessions: Session[]
  /** What to close before the loops stop. */
  close?(): Promise<void>
}

export type ServiceProgram<Own extends TProperties> = {
  name: string
  /** Settings beside those that all services read. */
  settings: Own
  /** Subjects whose schemas are written here, by subject. */
  writes(prefix: string): Record<string, string>
  open(kit: Omit<ServiceKit<Own>, 'engine'>): OpenConnection
  run(kit: ServiceKit<Own>): Promise<Running>
}

/** A loop that has not ended a step for so long stands still. */
const STALLED_MS = 120_000
/** What is left over after the drain (a socket that a library forgot) may hold the process up for so long. */
const LEFTOVER_MS = 2_000

/**
 * Runs a service from start to drain: build the ports, wait for what it depends on, run, and on SIGTERM stop fetching,
 * finish, commit, leave. What is wrong with its environment is told in plain sentences, with exit code 1.
 */
export async function runService<Own extends TProperties>(program: ServiceProgram<Own>): Promise<void> {
  const { name } = program
  let config: Config<Own>
  try {
    config = readConfig(program.settings)
  } catch (error) {
    if (!(error instanceof BadConfig)) throw error
    for (const problem of error.problems) console.error(`${name}: ${problem}`)
    process.exitCode = 1
    return
  }
  const log = createLog(name, config.PLUMBLINE_LOG_LEVEL)
  const drain: Drain = { first: [], work: [], ports: [], last: [] }
  try {
    await serve(program, config, log, drain)
  } catch (err) {
    log.fatal({ err }, `${name} cannot run: ${err instanceof Error ? err.message : String(err)}`)
    process.exitCode = 1
  }
  // Every part is stopped, whatever became of another: a group that could not be left puts us out by itself.
  for (const stage of [drain.first, drain.work, drain.ports, drain.last])
    for (const result of await Promise.allSettled(stage.map(async stop => await stop())))
      if (result.status === 'rejected') log.warn({ err: result.reason }, 'a part did not stop in good order')
  log.info({}, `${name} has stopped`)
  setTimeout(() => process.exit(), LEFTOVER_MS).unref()
}

/** What is to be stopped, stage after stage. */
type Drain = Record<'first' | 'work' | 'ports' | 'last', (() => Promise<void> | void)[]>

/** Returns once a signal came; throws when the service cannot run. */
async function serve<Own extends TProperties>(
  program: ServiceProgram<Own>,
  config: Config<Own>,
  log: ServiceLog,
  drain: Drain,
): Promise<void> {
  const { name } = program
  const telemetry = await startTelemetry(name)
  drain.last.push(() => telemetry.stop())
  const stopped = stopSignal()
  const kit = (store: ConnectionStore) => ({ config, store, log, telemetry })
  const assembled = assemble(name, config, log, store => program.open(kit(store)))
  drain.ports.push(() => assembled.close())
  const { engine, store, pool, prepare } = assembled
  const state: State = { running: null, waitsFor: 'its dependencies', draining: false }
  const health = await openHealth(config, state, pool, telemetry)
  drain.ports.push(() => health.close())

  const steps = [() => prepare(program.writes(engine.prefix)), () => engine.connections.refresh()]
  for (const step of steps) if (!(await patiently(log, step, stopped, state))) return
  const running = await program.run({ engine, ...kit(store) })
  state.running = running
  drain.first.push(() => running.close?.())
  drain.work.push(...[...running.sessions, ...running.loops].map(one => () => one.stop()))
  observeStanding(telemetry, pool, running.sessions, log)
  log.info({ health: health.url, owner: engine.owner }, `${name} is up`)
  const signal = await stopped
  state.draining = true
  log.info({ signal }, 'draining')
}

/** How far a service is, for its health pages. */
type State = { running: Running | null; waitsFor: string; draining: boolean }

function openHealth(
  config: { PLUMBLINE_HEALTH_HOST: string; PLUMBLINE_HEALTH_PORT: number },
  state: State,
  pool: Assembled['pool'],
  telemetry: Telemetry,
): Promise<HealthServer> {
  return startHealth(config.PLUMBLINE_HEALTH_HOST, config.PLUMBLINE_HEALTH_PORT, {
    live: () => state.running?.loops.map(liveness) ?? [startCheck(state, true)],
    ready: async () => {
      const { running, draining } = state
      if (!running) return [startCheck(state, false)]
      if (draining) return [{ name: 'start', ok: false, why: 'draining' }]
      return [await databaseCheck(pool), ...running.sessions.map(sessionCheck)]
    },
    metrics: telemetry.answerMetrics,
  })
}

const startCheck = ({ waitsFor }: State, ok: boolean): Check => ({
  name: 'start',
  ok,
  why: `waits for ${waitsFor}`,
})

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

/**
 * A dependency may come up after us: tried again each second, with the reason in the log and on the health page, until
 * it is there. False when a signal came first.
 */
async function patiently(
  log: ServiceLog,
  step: () => Promise<unknown>,
  stopped: Promise<unknown>,
  state: State,
): Promise<boolean> {
  const over = stopped.then(() => true)
  for (let attempt = 1; ; attempt++) {
    try {
      await step()
      return true
    } catch (err) {
      log.warn({ err, attempt }, 'a dependency is not there yet')
      state.waitsFor = err instanceof Error && err.message ? err.message : 'a dependency'
    }
    const waited = new Promise<false>(done => setTimeout(() => done(false), 1000))
    if (await Promise.race([over, waited])) return false
  }
}
