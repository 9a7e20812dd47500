import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { freePortBase, portsAt } from '@plumbline/stack'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const program = resolve(import.meta.dirname, '../../apps/demo/src/main.ts')

let base: number
let data: string
const running = new Set<ChildProcess>()

beforeAll(async () => {
  base = await freePortBase()
  data = mkdtempSync(join(tmpdir(), 'plumbline-demo-'))
})
afterAll(async () => {
  await Promise.all(
    [...running].map(child => {
      child.kill('SIGINT')
      return new Promise(done => child.once('close', done))
    }),
  )
  rmSync(data, { recursive: true, force: true })
})

describe('npm start', { timeout: 300_000 }, () => {
  test('goes on until Ctrl-C: agreement, where to look, live changes; then nothing is left running', async () => {
    const demo = start()
    await demo.says(/Both sides agree/)
    await demo.says(/npx plumbline watch plumbline\.vendor\.v1/)
    await demo.says(/PeopleSoft: supplier \d+ is renamed/)
    demo.child.kill('SIGINT')
    expect(await demo.ended).toBe(0)
    await demo.says(/nothing is left running/)
    expect(await listening()).toEqual([])
    expect(existsSync(join(data, 'running.json'))).toBe(false)
  })

  test('--once on what an earlier start left carries what is still to be carried, and then nothing twice', async () => {
    expect(await start('--once').ended).toBe(0)
    const before = writes()
    expect(Math.min(...before)).toBeGreaterThan(0)
    const demo = start('--once')
    expect(await demo.ended).toBe(0)
    await demo.says(/Both sides agree/)
    expect(writes()).toEqual(before)
  })

  test('a second start on the same data, and another world on it, each get one sentence', async () => {
    const first = start('--once')
    await first.says(/answers after/)
    const second = start('--once')
    expect(await second.ended).toBe(1)
    await second.says(/is already running \(pid \d+\)/)
    expect(await first.ended).toBe(0)

    const other = start('--once', '--world', 'demo')
    expect(await other.ended).toBe(1)
    await other.says(/is of the world skeleton: add --fresh/)
  })

  test('an option that there is not gets one sentence', async () => {
    const demo = start('--onec')
    expect(await demo.ended).toBe(2)
    await demo.says(/Unknown option '--onec'/)
  })
})

/** Runs the demonstration's program as `npm start` does. */
function start(...args: string[]) {
  const world = args.includes('--world') ? [] : ['--world', 'skeleton']
  const child = spawn(process.execPath, [program, '--data', data, ...world, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PLUMBLINE_PORT_BASE: String(base) },
  })
  running.add(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', text => (said += text))
  const ended = new Promise<number | null>(done =>
    child.once('close', code => {
      running.delete(child)
      done(code)
    }),
  )
  const says = (pattern: RegExp) =>
    expect.poll(() => said, { timeout: 180_000, interval: 100 }).toMatch(pattern)
  return { child, ended, says }
}

/** Ports of the demonstration on which something answers. */
async function listening(): Promise<string[]> {
  const taken = await Promise.all(
    Object.entries(portsAt(base)).map(async ([name, port]) => {
      const answer = await fetch(`http://127.0.0.1:${port}/`).catch((error: Error) => error)
      const refused = answer instanceof Error && /ECONNREFUSED/.test(String(answer.cause))
      return refused ? [] : [name]
    }),
  )
  return taken.flat()
}

/** Accepted writes of both sandboxes, from the files in which they keep them. */
function writes(): number[] {
  return ['procore', 'peoplesoft'].map(name => {
    const lines = readFileSync(join(data, `${name}.jsonl`), 'utf8')
      .trim()
      .split('\n')
    return lines.filter(line => (JSON.parse(line) as { c: string }).c === 'writes').length
  })
}
