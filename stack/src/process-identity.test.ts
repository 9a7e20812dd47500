import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { endProcess, identify, identifyByPs, isRunning } from './process-identity.ts'

const started: ChildProcess[] = []
afterEach(() => started.splice(0).forEach(child => child.kill('SIGKILL')))

function run(command: string, ...args: string[]) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  started.push(child)
  return { child, identity: identify(child.pid!)! }
}

test('a process is told by its pid, start and command line', () => {
  const { child, identity } = run('sleep', '60.5')
  expect(identity).toEqual({ pid: child.pid, started: expect.stringMatching(/^\d+$/), command: 'sleep 60.5' })
  expect(isRunning(identity)).toBe(true)
})

test('without /proc, ps tells the same', () => {
  const { child } = run('sleep', '60.5')
  expect(identifyByPs(child.pid!)).toEqual({
    pid: child.pid,
    started: expect.stringMatching(/^\w{3} \w{3} .* \d{4}$/),
    command: 'sleep 60.5',
  })
  expect(identifyByPs(2 ** 30)).toBeNull()
})

test('a process that ended runs no more', async () => {
  const { child, identity } = run('sleep', '60')
  child.kill()
  await once(child, 'exit')
  expect(identify(child.pid!)).toBeNull()
  expect(await endProcess(identity, 'SIGTERM', 1000)).toBe('was gone')
})

test('a process is ended by the signal it wants', async () => {
  const { child, identity } = run('sleep', '60')
  const exit = once(child, 'exit')
  expect(await endProcess(identity, 'SIGINT', 5000)).toBe('ended')
  expect(await exit).toEqual([null, 'SIGINT'])
})

test('a process that does not listen is killed', async () => {
  const { child, identity } = run('sh', '-c', 'trap "" TERM; echo deaf; while :; do sleep 1; done')
  await once(child.stdout!, 'data')
  const exit = once(child, 'exit')
  expect(await endProcess(identity, 'SIGTERM', 200)).toBe('killed')
  expect(await exit).toEqual([null, 'SIGKILL'])
})

test.each([{ started: '1' }, { command: 'sleep 61' }])(
  'a process that differs in %j is left alone',
  async difference => {
    const { identity } = run('sleep', '60')
    expect(await endProcess({ ...identity, ...difference }, 'SIGKILL', 1000)).toBe('was gone')
    expect(isRunning(identity)).toBe(true)
  },
)
