import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { forgetStack, freePortBase, portsAt, StackError, startStack } from '@plumbline/stack'
import { help, type Options, readOptions } from './src/options.ts'
import { drawReport, type Report } from './src/report.ts'
import { runCases } from './src/run-cases.ts'

/** `npm run bench`: progress on standard error, results on standard output. */
const folder = join(import.meta.dirname, '../.plumbline')
const say = (line: string) => console.error(line)

process.exitCode = await main()

async function main(): Promise<number> {
  let options: Options | null
  try {
    options = readOptions(process.argv.slice(2))
  } catch (error) {
    say(`${(error as Error).message} See --help.`)
    return 2
  }
  if (options === null) {
    console.log(help)
    return 0
  }
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(130)
      say('stopping …')
      stopping.abort(new StackError('Stopped.'))
    })
  try {
    const report = await onOwnStack(options, stopping.signal)
    console.log(options.json ? JSON.stringify(report, null, 2) : drawReport(report))
    return 0
  } catch (error) {
    if (!stopping.signal.aborted && !(error instanceof StackError)) throw error
    say((error as Error).message)
    return stopping.signal.aborted ? 130 : 1
  }
}

/** Starts a stack on free ports in a folder of its own, which goes when the work is over. */
async function onOwnStack(options: Options, signal: AbortSignal): Promise<Report> {
  await forgetDeadRuns()
  const dir = join(folder, `bench-${process.pid}`)
  const ports = portsAt(await freePortBase())
  const stack = await startStack({ ports, dir, profile: 'test', onProgress: say, onLoss: say, signal })
  try {
    const place = {
      kafka: stack.kafka,
      registryUrl: stack.registryUrl,
      postgresAdminUrl: stack.postgres.adminUrl,
      ports,
      dir: join(dir, 'bench'),
    }
    mkdirSync(place.dir)
    return await runCases(place, options, say, signal)
  } finally {
    await stack.stop()
    await forgetStack(dir)
  }
}

/** What a killed run left behind. */
async function forgetDeadRuns(): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder).filter(name => name.startsWith('bench-')))
    await forgetStack(join(folder, name)).catch((error: unknown) => {
      // A run beside this one.
      if (!(error instanceof StackError)) throw error
    })
}
