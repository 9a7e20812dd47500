import { connectionOpener, readKeyRing } from '@plumbline/connections'
import type { Engine, Live, Log } from '@plumbline/engine'
import { capturesFrom, subjectsOf } from '@plumbline/flows'
import { type Assembled, assemble, readConfig } from '@plumbline/runtime'

/** A service's engine in this process, with its one connection opened and its database statements counted. */
export type OpenEngine = {
  engine: Engine
  live: Live
  pool: Assembled['pool']
  /** Statements sent to the database so far, each of them a round trip: begin and commit too. */
  statements(): number
  close(): Promise<void>
}

/** Opens what a service opens, with a service's defaults, on the environment given. */
export async function openEngine(
  env: Record<string, string>,
  say: (line: string) => void,
): Promise<OpenEngine> {
  const config = readConfig({}, env)
  const { engine, pool, prepare, close } = assemble('bench', config, quietLog(say), store =>
    connectionOpener({
      store,
      ring: () => readKeyRing(config.PLUMBLINE_SEAL_KEY_FILE),
      now: () => new Date(),
      callDeadlineMs: config.PLUMBLINE_CALL_DEADLINE_MS,
    }),
  )
  let statements = 0
  pool.on('connect', client => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown
    client.query = ((...args: unknown[]) => {
      statements++
      return query(...args)
    }) as typeof client.query
  })
  const live = await prepare(
    subjectsOf(engine.prefix, [...capturesFrom('peoplesoft'), ...capturesFrom('procore')]),
  )
    .then(() => engine.connections.refresh())
    .then(() => engine.connections.all()[0])
    .catch(async error => {
      await close()
      throw error
    })
  if (!live) throw new Error('the connection of the benchmark cannot be used')
  return {
    engine,
    live,
    pool,
    statements: () => statements,
    close: async () => {
      await close()
      for (const api of Object.values(live.apis)) await (api as { close(): Promise<void> }).close()
    },
  }
}

/** Warnings and errors only: a benchmark in which something goes wrong says so. */
function quietLog(say: (line: string) => void): Log {
  const tell = (fields: object, sentence: string) => {
    // A broker that has just started lets kafkajs complain a while; what stays wrong ends the case.
    if (sentence.startsWith('kafka ')) return
    const { err } = fields as { err?: Error }
    say(`  ! ${sentence}${err ? `: ${err.message}` : ''}`)
  }
  return { debug: () => {}, info: () => {}, warn: tell, error: tell }
}
