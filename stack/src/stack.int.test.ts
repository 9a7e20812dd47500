import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { kafkaTool } from './kafka.ts'
import { freePortBase, portsAt } from './ports.ts'
import { identify } from './process-identity.ts'
import { forgetStack, type Stack, type StackOptions, startStack } from './stack.ts'
import { temporaryFolder } from './testing.ts'

type Running = { children: { name: string; process: { pid: number } }[] }
const pidsIn = (dir: string) =>
  (JSON.parse(readFileSync(join(dir, 'running.json'), 'utf8')) as Running).children.map(
    child => child.process.pid,
  )

/** Options for a stack of the test's own, whose folder, and what a dead owner left running there, goes at the end. */
async function own(folder = temporaryFolder()): Promise<StackOptions & { said: string[] }> {
  const dir = join(folder, 'stack')
  onTestFinished(() => forgetStack(dir))
  const said: string[] = []
  const onProgress = (line: string) => void said.push(line)
  return { dir, ports: portsAt(await freePortBase()), profile: 'test', onProgress, said }
}

async function start(options: StackOptions): Promise<Stack> {
  const stack = await startStack(options)
  onTestFinished(() => stack.stop())
  return stack
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<object>(sql)).rows
  } finally {
    await client.end()
  }
}

async function subjects(stack: Stack): Promise<unknown> {
  return (await fetch(`${stack.registryUrl}/subjects`)).json()
}

const topicTool = (stack: Stack, ...args: string[]) =>
  kafkaTool('org.apache.kafka.tools.TopicCommand', ['--bootstrap-server', stack.kafka, ...args])

async function fill(stack: Stack): Promise<void> {
  await topicTool(stack, '--create', '--topic', 'kept')
  const registered = await fetch(`${stack.registryUrl}/subjects/kept-value/versions`, {
    method: 'POST',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({
      schema: '{"type":"record","name":"Kept","fields":[{"name":"id","type":"string"}]}',
    }),
  })
  expect(registered.status).toBe(200)
  const url = await stack.postgres.createDatabase('kept')
  await query(url, `create table kept as select 'kept' as word`)
}

async function expectKept(stack: Stack): Promise<void> {
  expect(await topicTool(stack, '--list')).toBe('kept\n')
  expect(await subjects(stack)).toEqual(['kept-value'])
  const url = await stack.postgres.createDatabase('kept')
  expect(await query(url, 'select word from kept')).toEqual([{ word: 'kept' }])
}

test('broker, registry and Postgres answer, and a later start finds all that they had', async () => {
  const options = await own()
  const first = await start(options)
  expect(options.said.map(line => line.replace(/ after .*/, '')).sort()).toEqual([
    'Kafka answers',
    'Postgres answers',
    'Schema registry answers',
  ])
  await fill(first)
  const pids = pidsIn(options.dir)
  await first.stop()
  expect(pids.map(identify)).toEqual([null, null, null])
  await expectKept(await start({ ...options, ports: portsAt(await freePortBase()) }))
})

test('a stack whose owner was killed is cleaned up by the next start, which finds all that it had', async () => {
  const options = await own()
  const program = `
    import { startStack } from ${JSON.stringify(import.meta.resolve('./stack.ts'))}
    await startStack(${JSON.stringify(options)})
    console.log('up')`
  const owner = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void owner.kill('SIGKILL'))
  await once(owner.stdout, 'data')
  await expect(startStack(options)).rejects.toThrow(`is already running (pid ${owner.pid})`)
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  const orphans = pidsIn(options.dir).map(identify)
  expect(orphans).not.toContain(null)

  const stack = await start(options)
  expect(options.said.filter(line => line.includes('left over by a start that died'))).toHaveLength(3)
  expect(orphans.map(orphan => identify(orphan!.pid))).toEqual([null, null, null])
  await fill(stack)
})

test('a part that dies is reported', async () => {
  const { promise, resolve } = Promise.withResolvers<string>()
  const options = { ...(await own()), onLoss: resolve }
  await start(options)
  const { children } = JSON.parse(readFileSync(join(options.dir, 'running.json'), 'utf8')) as Running
  process.kill(children.find(({ name }) => name === 'Kafka')!.process.pid, 'SIGKILL')
  expect(await promise).toBe(`Kafka has ended (signal SIGKILL), see ${join(options.dir, 'kafka.log')}.`)
})

test('a start that fails leaves nothing running and the folder free', async () => {
  const options = await own()
  const abort = new AbortController()
  const seen: number[] = []
  const onProgress = () => {
    seen.push(...pidsIn(options.dir))
    abort.abort(new Error('Ctrl-C'))
  }
  await expect(startStack({ ...options, onProgress, signal: abort.signal })).rejects.toThrow('Ctrl-C')
  expect(seen.length).toBeGreaterThan(0)
  expect(seen.map(identify).filter(Boolean)).toEqual([])
  await start(options)
})

test.runIf(process.getuid?.() === 0)('a checkout that only root can enter works as well', async () => {
  const closed = join(temporaryFolder(), 'closed')
  mkdirSync(closed, { mode: 0o700 })
  const options = await own(closed)
  const first = await start(options)
  await fill(first)
  await first.stop()
  await expectKept(await start(options))
})
