import type { FastifyInstance } from 'fastify'
import type { SandboxClock } from './clock.ts'
import type { FaultOrder, Faults } from './faults.ts'
import type { Store } from './store.ts'
import type { Switches, SwitchSpecs } from './switches.ts'
import type { Writes } from './writes.ts'

/** What every sandbox is made of. */
export type Sandbox<S extends SwitchSpecs = SwitchSpecs> = {
  store: Store
  clock: SandboxClock
  faults: Faults
  switches: Switches<S>
  writes: Writes
}

/**
 * The operator's side, under `/__sandbox` and nowhere else: state, ledger, faults, clock, switches.
 * Answers JSON; a wrong order gets 400 with a sentence in `error`.
 */
export function addControl(app: FastifyInstance, sandbox: Sandbox): void {
  const { store, clock, faults, switches, writes } = sandbox
  const wrong = (error: unknown) => ({ error: error instanceof Error ? error.message : String(error) })

  app.get('/__sandbox/state', async () => ({ collections: store.names() }))
  app.get<{ Params: { collection: string } }>('/__sandbox/state/:collection', async request => [
    ...store.collection(request.params.collection).values(),
  ])
  app.get<{ Querystring: { since?: string } }>('/__sandbox/ledger', async request =>
    writes.list(Number(request.query.since ?? 0)),
  )
  app.get('/__sandbox/faults', async () => faults.list())
  app.post<{ Body: FaultOrder }>('/__sandbox/faults', async (request, reply) => {
    try {
      return await reply.code(201).send(faults.add(request.body))
    } catch (error) {
      return reply.code(400).send(wrong(error))
    }
  })
  app.delete<{ Params: { id?: string } }>('/__sandbox/faults/:id?', async (request, reply) => {
    faults.clear(request.params.id)
    return reply.code(204).send()
  })
  app.get('/__sandbox/clock', async () => ({ now: clock.now().toISOString() }))
  app.post<{ Body: Parameters<SandboxClock['set']>[0] }>('/__sandbox/clock', async (request, reply) => {
    try {
      clock.set(request.body)
      return { now: clock.now().toISOString() }
    } catch (error) {
      return reply.code(400).send(wrong(error))
    }
  })
  app.get('/__sandbox/switches', async () =>
    Object.entries(switches.specs).map(([name, spec]) => ({ name, value: switches.get(name), ...spec })),
  )
  app.patch<{ Body: Record<string, unknown> }>('/__sandbox/switches', async (request, reply) => {
    try {
      for (const [name, value] of Object.entries(request.body)) switches.set(name, value)
      store.commit()
      return switches.all()
    } catch (error) {
      return reply.code(400).send(wrong(error))
    }
  })
}
