import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { claimFolder } from './claim.ts'
import { identify, isRunning } from './process-identity.ts'
import { temporaryFolder } from './testing.ts'

const silent = () => {}

/** Another process that claims the folder, notes a `sleep` of its own under the given command line, and dies. */
async function dieHolding(dir: string, noted: string): Promise<number> {
  const program = `
    import { spawn } from 'node:child_process'
    import { claimFolder } from ${JSON.stringify(import.meta.resolve('./claim.ts'))}
    import { identify } from ${JSON.stringify(import.meta.resolve('./process-identity.ts'))}
    const claim = await claimFolder(${JSON.stringify(dir)}, () => {})
    const sleeper = spawn('sleep', ['60'], { detached: true, stdio: 'ignore' })
    const process = { ...identify(sleeper.pid), command: ${JSON.stringify(noted)} }
    claim.note({ name: 'Sleeper', process, stopSignal: 'SIGTERM' })
    console.log(sleeper.pid)`
  const owner = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [text] = await once(owner.stdout, 'data')
  owner.kill('SIGKILL')
  await once(owner, 'exit')
  return Number(text)
}

test('a folder in use is refused in one sentence', async () => {
  const dir = temporaryFolder()
  await claimFolder(dir, silent)
  await expect(claimFolder(dir, silent)).rejects.toThrow(
    `The stack in ${dir} is already running (pid ${process.pid}): use that one, or stop it first.`,
  )
})

test('of many that claim a folder at once, one gets it', async () => {
  const dir = temporaryFolder()
  const claims = await Promise.allSettled(Array.from({ length: 8 }, () => claimFolder(dir, silent)))
  expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('a folder given back is free, and nothing of the claim is left in it', async () => {
  const dir = temporaryFolder()
  const claim = await claimFolder(dir, silent)
  claim.note({ name: 'This', process: identify(process.pid)!, stopSignal: 'SIGTERM' })
  claim.release()
  expect(readdirSync(dir)).toEqual([])
  await expect(claimFolder(dir, silent)).resolves.toBeDefined()
})

test('what a killed owner left running is ended by the next claim', async () => {
  const dir = temporaryFolder()
  const pid = await dieHolding(dir, 'sleep 60')
  const sleeper = identify(pid)!
  const said: string[] = []
  await claimFolder(dir, line => said.push(line))
  expect(said).toEqual([`ended Sleeper (pid ${pid}), left over by a start that died`])
  expect(isRunning(sleeper)).toBe(false)
})

test('a process that is not provably the owner’s own is left alone', async () => {
  const dir = temporaryFolder()
  const pid = await dieHolding(dir, 'another program')
  const said: string[] = []
  await claimFolder(dir, line => said.push(line))
  expect(said).toEqual([])
  expect(identify(pid)?.command).toBe('sleep 60')
  process.kill(pid)
})
