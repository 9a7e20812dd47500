import { rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { topicNames } from '@plumbline/ops'
import { forgetStack, portBase, portsAt, StackError } from '@plumbline/stack'
import { openScreen, type Screen } from './board.ts'
import { keepWorld, type Layout, layoutAt, root } from './layout.ts'
import { agrees } from './orders.ts'
import { healthPort, services } from './programs.ts'
import { drawExceptions, drawOrders, drawSummary } from './summary.ts'
import { type System, startSystem } from './system.ts'
import { trickle } from './trickle.ts'
import { lookAtBooks, watchOn, watchUntilAgreed } from './watch.ts'

const HELP = `npm start [-- OPTIONS]: runs Plumbline with a broker, a registry, a database and two sandboxes, on this machine only.

  --once            stop when both sides agree: exit code 0; 1 if they do not within the limit
  --limit MINUTES   how long --once waits (default 10)
  --fresh           forget the data of earlier runs
  --world NAME      demo (default) or skeleton, the smallest one
  --data FOLDER     where data and logs are kept (default .plumbline/demo)
  --help            this text

Ports are taken from PLUMBLINE_PORT_BASE on (default 24000).`

const options = {
  help: { type: 'boolean', short: 'h' },
  once: { type: 'boolean', default: false },
  fresh: { type: 'boolean', default: false },
  limit: { type: 'string', default: '10' },
  world: { type: 'string', default: 'demo' },
  data: { type: 'string', default: join(root, '.plumbline/demo') },
} as const

process.exitCode = await run()

async function run(): Promise<number> {
  const values = readOptions()
  if (!values) return 2
  if (values.help) {
    console.log(HELP)
    return 0
  }
  if (values.world !== 'demo' && values.world !== 'skeleton')
    return refuse(`--world takes demo or skeleton, not ${values.world}`)
  const limit = Number(values.limit)
  if (!(limit > 0)) return refuse(`--limit takes a number of minutes, not ${values.limit}`)

  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => stopping.abort(new StackError('Stopped.')))
  const screen = openScreen(process.stdout)
  const layout = layoutAt(resolve(values.data))
  let system: System | null = null
  try {
    const base = portBase()
    if (values.fresh) await forgetStack(layout.dir)
    keepWorld(layout, values.world)
    system = await startSystem({
      layout,
      ports: portsAt(base),
      portBase: base,
      world: values.world,
      say: screen.say,
      signal: stopping.signal,
    })
    return await keepInAgreement(system, screen, values.once, limit * 60_000, stopping.signal)
  } catch (error) {
    if (!(error instanceof StackError)) throw error
    screen.say(error.message)
    return 1
  } finally {
    screen.end()
    if (system) await end(system, layout, screen)
  }
}

/** Null for options that there are not; a sentence has said so. */
function readOptions() {
  try {
    return parseArgs({ options }).values
  } catch (error) {
    refuse(`${(error as Error).message.split('. ')[0]}; npm start -- --help lists the options`)
    return null
  }
}

function refuse(sentence: string): number {
  console.error(sentence)
  return 2
}

async function keepInAgreement(
  system: System,
  screen: Screen,
  once: boolean,
  limitMs: number,
  signal: AbortSignal,
): Promise<number> {
  const begun = performance.now()
  const { agreed, open } = await watchUntilAgreed(system, screen, once ? limitMs : Infinity, signal)
  if (signal.aborted) return once ? 1 : 0
  const books = await lookAtBooks(system, 'demo')
  const tables = [drawExceptions(books.exceptions), drawSummary(books.projects), drawOrders(books.orders)]
  for (const line of ['', ...tables.flatMap(table => [...table, ''])]) screen.say(line)
  const differing = books.projects.filter(project => !project.agrees)
  const dead = books.exceptions.filter(one => one.state === 'dead' || one.state === 'in-doubt')
  const wrong = [
    ...open.map(one => `still open: ${one}`),
    ...differing.map(
      one => `project ${one.project} differs: ${one.amount} in Procore, ${one.posted} in PeopleSoft`,
    ),
    ...books.orders
      .filter(one => !agrees(one))
      .map(
        one =>
          `${one.what} ${one.key} differs: ${one.source ?? 'nothing'} at its source, ${one.target ?? 'nothing'} at its target`,
      ),
    ...dead.map(one => `${one.state}: ${one.flow} ${one.key}: ${one.why}`),
  ]
  for (const line of wrong) screen.say(line)
  const seconds = ((performance.now() - begun) / 1000).toFixed(0)
  const atOne = agreed && wrong.length === 0
  screen.say(
    atOne ? `Both sides agree, ${seconds} s after the services came up.` : 'The two sides do not agree.',
  )
  if (once) return atOne ? 0 : 1

  for (const line of whereToLook(system)) screen.say(line)
  await Promise.all([trickle(system.urls, screen.say, signal), watchOn(system, screen, signal)])
  return 0
}

function whereToLook({ urls, ops, ports }: System): string[] {
  return [
    '',
    'Where to look:',
    `  PeopleSoft sandbox  ${urls.peoplesoft}/__sandbox/state   (ledger of writes: ${urls.peoplesoft}/__sandbox/ledger)`,
    `  Procore sandbox     ${urls.procore}/__sandbox/state   (ledger of writes: ${urls.procore}/__sandbox/ledger)`,
    ...services.map(
      name => `  ${name.padEnd(18)}  http://127.0.0.1:${healthPort(ports, name)}/health/ready  and /metrics`,
    ),
    `  topics              ${topicNames(ops).join(', ')}`,
    '',
    '  npx plumbline watch plumbline.vendor.v1      decoded events as they come',
    '  npx plumbline status                         how every flow stands',
    '  npx plumbline exceptions                     what did not arrive, and why',
    '',
    'Now a slow trickle of live changes. Ctrl-C ends everything.',
    '',
  ]
}

async function end(system: System, { env }: Layout, screen: Screen): Promise<void> {
  screen.say('stopping …')
  await system.stop()
  rmSync(env, { force: true })
  screen.say('Stopped; nothing is left running.')
}
