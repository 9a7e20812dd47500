import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { testStack } from '@plumbline/stack/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failuresOf, type VitestReport } from './tally.ts'
import { copyCheckout, differing, digests, removeCopy } from './walkthrough-copy.ts'
import { apply, readSteps } from './walkthrough-page.ts'

const checkout = join(import.meta.dirname, '..')
/** What knows ports only, never an entity. */
const frozen =
  /^(packages\/(engine|ledger|bus|codec|flow-kit|http|peoplesoft|runtime|connections|ops)|services|apps)\//

describe('a developer who follows docs/adding-an-entity.md to the letter', () => {
  const steps = readSteps(readFileSync(join(checkout, 'docs/adding-an-entity.md'), 'utf8'))
  const copy = join(checkout, '.plumbline', `walkthrough-${process.pid}`)
  const config = join(copy, 'node_modules/battery.config.mjs')
  const report = join(copy, 'node_modules/battery.json')
  let before = new Map<string, string>()
  let printed = ''

  beforeAll(async () => {
    copyCheckout(checkout, copy)
    before = digests(copy)
    // The battery runs on the stack of this run: no second one is started.
    const test = { provide: { stack: testStack() }, testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: 2 }
    writeFileSync(config, `export default ${JSON.stringify({ test })}\n`)
    for (const step of steps)
      if (step.do === 'run') printed += await runAll(step.commands)
      else apply(copy, step)
  }, 300_000)
  afterAll(() => removeCopy(copy))

  /** Runs the commands of one block at once; all have ended when it throws for the first that failed. */
  async function runAll(commands: string[]): Promise<string> {
    const ends = await Promise.allSettled(commands.map(run))
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    return ends.map(end => (end.status === 'fulfilled' ? end.value : '')).join('')
  }

  /** What a command of the page prints. @throws with all that it said when it fails */
  async function run(command: string): Promise<string> {
    const told = command.includes('vitest')
      ? ` --config ${config} --reporter=json --outputFile=${report}`
      : ''
    const foreign = Object.entries(process.env).filter(([name]) => !/^(VITEST.*|NODE_ENV|TEST)$/.test(name))
    const PATH = [join(copy, 'node_modules/.bin'), process.env.PATH].join(delimiter)
    const env = { ...Object.fromEntries(foreign), PATH }
    try {
      return (await promisify(execFile)('sh', ['-c', command + told], { cwd: copy, env, timeout: 200_000 }))
        .stdout
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string }
      const failures = failuresOf(existsSync(report) ? readReport() : null)
      throw new Error([command, stdout, stderr, ...failures].join('\n'), { cause: error })
    }
  }
  const readReport = () => JSON.parse(readFileSync(report, 'utf8')) as VitestReport

  test('has an entity that compiles and passes the whole battery', () => {
    const { numPassedTests, numFailedTests, testResults } = readReport()
    expect(numFailedTests).toBe(0)
    expect(numPassedTests).toBeGreaterThan(50)
    const tried = testResults.filter(file => file.assertionResults.some(one => one.status === 'passed'))
    expect(tried.map(({ name }) => basename(name)).sort()).toEqual([
      'captures.int.test.ts',
      'posting-applies.test.ts',
    ])
  })

  test('has changed nothing but what the page names and what is generated, and nothing of the engine', () => {
    const changed = differing(before, digests(copy))
    const named = steps.flatMap(step => (step.do === 'run' ? [] : [step.path]))
    const generated = [...printed.matchAll(/^(\S+) written$/gm)].map(([, path]) => path!)
    expect(generated).toContain('docs/flows.md')
    expect(changed).toEqual([...new Set([...named, ...generated])].sort())
    expect([...before.keys()].filter(path => frozen.test(path)).length).toBeGreaterThan(100)
    expect(changed.filter(path => frozen.test(path))).toEqual([])
  })
})

test.each([
  ['a block that nothing explains', 'Look:\n\n```ts\nlet a\n```\n', 'stands under "Look:"'],
  [
    'lines to put beside others, and none to put',
    'In `a.ts`, after:\n\n```ts\nlet a\n```\n',
    'nothing is added',
  ],
])('a page with %s is refused', (_, markdown, why) => {
  expect(() => readSteps(markdown)).toThrow(why)
})
