import { parseArgs } from 'node:util'
import type { FastifyInstance } from 'fastify'

export type SandboxArgs = {
  host: string
  port: number
  /** File that keeps the state; null in memory. */
  data: string | null
  /** Name of the data set loaded into an empty state; null loads none. */
  seed: string | null
  /** `--switch name=value`, in order. */
  switches: [string, string][]
}

export type SandboxProgram = {
  name: string
  about: string
  port: number
  seeds: readonly string[]
  build(args: SandboxArgs): Promise<{ app: FastifyInstance; close(): Promise<void> }>
}

/** Runs a sandbox as a program: `--help`, flags, listening, and a clean end on SIGTERM and SIGINT. */
export async function runSandbox(program: SandboxProgram): Promise<void> {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean', short: 'h' },
      host: { type: 'string', default: '127.0.0.1' },
      port: { type: 'string', default: String(program.port) },
      data: { type: 'string' },
      memory: { type: 'boolean', default: false },
      seed: { type: 'string' },
      switch: { type: 'string', multiple: true, default: [] },
    },
  })
  if (values.help) {
    console.log(help(program))
    return
  }
  const seed = values.seed ?? program.seeds[0] ?? null
  if (seed !== null && seed !== 'none' && !program.seeds.includes(seed))
    return fail(`--seed takes one of: ${program.seeds.join(', ')}, none; not ${seed}`)
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    return fail(`--port takes 0 to 65535, not ${values.port}`)
  let built: Awaited<ReturnType<SandboxProgram['build']>>
  try {
    built = await program.build({
      host: values.host,
      port,
      data: values.memory ? null : (values.data ?? `.plumbline/sandbox/${program.name}.jsonl`),
      seed: seed === 'none' ? null : seed,
      switches: values.switch.map(pair => {
        const [name, ...value] = pair.split('=')
        return [name!, value.join('=')]
      }),
    })
  } catch (error) {
    return fail(error instanceof Error ? error.message : String(error))
  }
  const { app, close } = built
  const stop = () => void close().then(() => process.exit(0))
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  try {
    console.log(`${program.name} listens on ${await app.listen({ host: values.host, port })}`)
  } catch (error) {
    await close()
    fail(error instanceof Error ? error.message : String(error))
  }
}

function help({ name, about, port, seeds }: SandboxProgram): string {
  return `${name}: ${about}

  --host HOST        address to listen on (default 127.0.0.1)
  --port PORT        port (default ${port}; 0 takes a free one)
  --data FILE        keeps the state in FILE (default .plumbline/sandbox/${name}.jsonl)
  --memory           keeps the state in memory only
  --seed NAME        data set for an empty state: ${[...seeds, 'none'].join(', ')} (default ${seeds[0] ?? 'none'})
  --switch NAME=V    sets a behaviour switch; may be given many times
  --help             this text

  GET  /__sandbox/state[/COLLECTION]   rows
  GET  /__sandbox/ledger[?since=N]     every accepted write, in order
  GET, POST, DELETE /__sandbox/faults  named faults: {name, match{method, path, body}, times, for_ms, args}
  GET, POST /__sandbox/clock           {shift_ms} {at} {freeze}
  GET, PATCH /__sandbox/switches       what the vendor's documents leave open`
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 2
}
