import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { failuresOf, sum, type Tally, tallyCheck, tallyTests, type VitestReport } from './tally.ts'

const root = join(import.meta.dirname, '..')
const bin = (name: string) => join(root, 'node_modules/.bin', name)
const generator = join(root, 'stack/generate.ts')

/** `npm test`: every check and every test; with arguments, the tests that vitest finds by them and no checks. */
const filters = process.argv.slice(2)
const steps: { name: string; run(): Promise<Tally> }[] = [
  check('types', 'tsc'),
  check('lint', 'eslint', '.'),
  check('format', 'biome', 'check', '.'),
  check('dead exports', 'knip'),
  ...(existsSync(generator) ? [check('generated files', 'node', generator, '--check')] : []),
].filter(() => filters.length === 0)
steps.push(tests('unit'), tests('integration'))

const tallies: Tally[] = []
const failures: string[] = []
let interrupted = false
for (const { name, run } of steps) {
  const startedAt = performance.now()
  console.log(`${name} …`)
  const tally = await run()
  if (interrupted) break
  tallies.push(tally)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`${name}: ${tally.failed ? `${tally.failed} FAILED` : 'ok'} (${seconds} s)`)
}

const { passed, failed, skipped } = sum(tallies)
if (interrupted) console.log('interrupted')
else if (passed + failed === 0) console.log(`no test matches ${filters.join(' ')}`)
for (const failure of failures) console.log(`FAILED ${failure}`)
if (skipped) console.log(`${skipped} skipped`)
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = interrupted ? 130 : failed || !passed ? 1 : 0

/** A tool that is silent unless it fails; then all it said is shown. */
function check(name: string, tool: string, ...args: string[]) {
  const run = async () => {
    const { code, output } = await execute(bin(tool), args, 'pipe')
    if (code !== 0) {
      process.stdout.write(output)
      failures.push(name)
    }
    return tallyCheck(code === 0)
  }
  return { name, run }
}

function tests(project: string) {
  const report = join(root, `.plumbline/vitest-${project}-${process.pid}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const args = ['run', '--project', project, '--passWithNoTests', ...reporters, ...filters]
  const run = async () => {
    const { code } = await execute(bin('vitest'), args, 'inherit')
    const text = existsSync(report) ? readFileSync(report, 'utf8') : 'null'
    rmSync(report, { force: true })
    const told = JSON.parse(text) as VitestReport | null
    failures.push(...failuresOf(told))
    return tallyTests(told, code === 0)
  }
  return { name: `${project} tests`, run }
}

function execute(command: string, args: string[], stdio: 'pipe' | 'inherit') {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', stdio, stdio] })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', text => (output += text))
  const stop = (signal: NodeJS.Signals) => {
    interrupted = true
    child.kill(signal)
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  return new Promise<{ code: number | null; output: string }>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve({ code, output }))
  }).finally(() => process.off('SIGINT', stop).off('SIGTERM', stop))
}
