import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type ChildPlan, startChild } from './child.ts'
import { type Claim, claimFolder } from './claim.ts'
import { temporaryFolder } from './testing.ts'

async function folder(): Promise<{ claim: Claim; plan(program: string): ChildPlan; said: string[] }> {
  const dir = temporaryFolder()
  const log = join(dir, 'child.log')
  const said: string[] = []
  return {
    claim: await claimFolder(dir, line => said.push(line)),
    said,
    plan: program => ({
      name: 'Greeter',
      command: process.execPath,
      args: ['-e', program],
      log,
      stopSignal: 'SIGTERM',
      answers: async () => readFileSync(log, 'utf8').includes('hello'),
    }),
  }
}
const lives = 'setInterval(() => {}, 1000)'

test('a server is ready when it answers, and ends when it is stopped', async () => {
  const { claim, plan, said } = await folder()
  const child = await startChild(plan(`console.log('hello'); ${lives}`), claim, line => said.push(line))
  expect(said).toEqual([expect.stringMatching(/^Greeter answers after \d+\.\d s$/)])
  await child.stop()
  expect(await child.ended).toBe('signal SIGTERM')
})

test('a server that ends before it answers is reported with the end of its log', async () => {
  const { claim, plan, said } = await folder()
  const start = startChild(plan(`console.error('no such setting'); process.exit(3)`), claim, line =>
    said.push(line),
  )
  await expect(start).rejects.toThrow(
    /^Greeter ended before it was ready \(exit code 3\)\. .*\nno such setting$/,
  )
})

test('a program that does not exist is reported', async () => {
  const { claim, plan, said } = await folder()
  const start = startChild({ ...plan(''), command: '/no/such/program' }, claim, line => said.push(line))
  await expect(start).rejects.toThrow('Greeter ended before it was ready (spawn /no/such/program ENOENT)')
})

test('a start that is aborted leaves no process', async () => {
  const { claim, plan, said } = await folder()
  const abort = new AbortController()
  const noted: number[] = []
  const watched: Claim = { ...claim, note: child => noted.push(child.process.pid) }
  const start = startChild(plan(lives), watched, line => said.push(line), abort.signal)
  abort.abort(new Error('Ctrl-C'))
  await expect(start).rejects.toThrow('Ctrl-C')
  expect(() => process.kill(noted[0]!, 0)).toThrow('ESRCH')
})
