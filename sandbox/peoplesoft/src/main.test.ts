import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { journal, LOGIN } from './testing/start.ts'

/** Runs the program until it listens. */
async function run(...flags: string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    said.push(line)
    const url = /^peoplesoft listens on (\S+)/.exec(line)?.[1]
    if (url) return { child, said, rest: `${url}/PSIGW/RESTListeningConnector/PSFT_EP` }
  }
  return { child, said, rest: '' }
}

test('what the program answered is still there after a kill, in its file', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'psft-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const flags = ['--port', '0', '--data', join(folder, 'state.jsonl')]
  const first = await run(...flags, '--switch', 'posting=person')
  const loaded = await fetch(`${first.rest}/PROCORE_JRNL.v1`, {
    method: 'POST',
    headers: LOGIN,
    body: JSON.stringify(journal()),
  })
  expect(loaded.status).toBe(201)
  first.child.kill('SIGKILL')
  await once(first.child, 'exit')

  const again = await run(...flags)
  const found = await fetch(`${again.rest}/PROCORE_JRNL.v1/US001/PRC0000001`, { headers: LOGIN })
  expect(await found.json()).toMatchObject({ journals: [{ JOURNAL_ID: 'PRC0000001', lines: [{}, {}] }] })
  again.child.kill('SIGTERM')
  expect(await once(again.child, 'exit')).toEqual([0, null])
}, 20_000)

test('--help says what it is, its port and its seeds', async () => {
  const { said } = await run('--help')
  expect(said.join('\n')).toMatch(/Integration Gateway[\s\S]*default 24010[\s\S]*skeleton, demo, none/)
}, 20_000)
