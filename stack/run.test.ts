import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from './src/testing.ts'

/** A checkout with nothing installed, and tools on the path that do as the real ones would, without the network. */
function checkout() {
  const root = temporaryFolder()
  const tools = join(root, 'tools')
  for (const folder of ['tools', 'tests', 'stack']) mkdirSync(join(root, folder))
  for (const file of ['run.mjs', 'bootstrap', 'pom.xml'])
    cpSync(join(import.meta.dirname, file), join(root, 'stack', file), { recursive: true })
  const packages = {
    '': {},
    'node_modules/node': { version: '22.0.0' },
    'node_modules/mac': { optional: true },
  }
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }))
  writeFileSync(
    join(root, 'tests/run.ts'),
    'console.log("program", ...process.argv.slice(2)); process.exit(7)',
  )

  const tool = (name: string, program: string) => {
    const head = `#!${process.execPath}\nconst fs = require('fs'); const args = process.argv.slice(2)\n`
    const log = `fs.appendFileSync(${JSON.stringify(join(root, 'calls'))}, '${name} ' + args[0] + '\\n')\n`
    writeFileSync(join(tools, name), head + log + program)
    chmodSync(join(tools, name), 0o755)
  }
  tool('java', `console.error('openjdk version "17.0.15" 2025-04-15')`)
  tool(
    'npm',
    `if (args[0] !== 'ci') process.exit()
    fs.mkdirSync('node_modules/.bin', { recursive: true })
    fs.rmSync('node_modules/.bin/node', { force: true })
    fs.symlinkSync(process.execPath, 'node_modules/.bin/node')
    console.error('npm warn EBADENGINE Unsupported engine {')
    console.error('npm http fetch GET 200 https://registry.example/node.tgz 1ms (cache hit)')
    const { packages } = JSON.parse(fs.readFileSync('package-lock.json'))
    delete packages['']
    delete packages['node_modules/mac']
    fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }))`,
  )
  tool(
    'mvn',
    `const folder = args.find(arg => arg.startsWith('-Djars='))?.slice(7)
    if (!folder) process.exit()
    fs.mkdirSync(folder + '/kafka', { recursive: true })
    fs.writeFileSync(folder + '/kafka/kafka.jar', 'a jar')
    console.log('[INFO] Downloaded from central: https://repo.example/kafka.jar (5 B)')`,
  )
  const calls = () => readFileSync(join(root, 'calls'), 'utf8').trim().split('\n')
  return { root, tools, tool, calls, forget: () => writeFileSync(join(root, 'calls'), '') }
}

function start(root: string, args: string[]): ChildProcess {
  // What a test calls a machine without Java must be one, whatever this machine has.
  const env = { PATH: [join(root, 'tools'), join(root, 'node_modules/.bin')].join(delimiter) }
  return spawn(process.execPath, [join(root, 'stack/run.mjs'), ...args], { cwd: root, env })
}

async function run(root: string, ...args: string[]) {
  const child = start(root, args)
  const output = { out: '', err: '' }
  child.stdout!.on('data', text => (output.out += text))
  child.stderr!.on('data', text => (output.err += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, ...output }
}

test('the first start installs packages and jars with progress, then runs the program as if it were called', async () => {
  const { root } = checkout()
  const { code, out, err } = await run(root, 'test', '--once', 'a b')
  expect(out).toBe('program --once a b\n')
  expect(code).toBe(7)
  expect(err).toMatch(/^npm packages …\nnpm packages: 1 fetched, \d+ s, done\n/)
  expect(err).toMatch(/\nKafka and schema registry \(Maven\): 1 fetched, \d+ s, done\n$/)
})

test('a later start installs nothing', async () => {
  const { root, calls, forget } = checkout()
  await run(root, 'test')
  forget()
  const { out, err } = await run(root, 'test')
  expect([out, err]).toEqual(['program\n', ''])
  expect(calls()).toEqual(['java -version'])
})

test('packages that the user installed alone with npm ci are not installed again', async () => {
  const { root, calls } = checkout()
  await once(spawn(join(root, 'tools/npm'), ['ci'], { cwd: root }), 'close')
  await run(root, 'test')
  expect(calls().filter(call => call === 'npm ci')).toHaveLength(1)
})

test('a changed lock file installs the packages again', async () => {
  const { root, calls } = checkout()
  await run(root, 'test')
  const packages = { '': {}, 'node_modules/node': { version: '22.0.1' } }
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }))
  await run(root, 'test')
  await run(root, 'test')
  expect(calls().filter(call => call === 'npm ci')).toHaveLength(2)
})

test.each([
  [
    'a jar that was cut short',
    (root: string) => writeFileSync(join(root, '.plumbline/jars/kafka/kafka.jar'), 'a'),
  ],
  ['a jar that is gone', (root: string) => rmSync(join(root, '.plumbline/jars/kafka/kafka.jar'))],
  ['a changed pom.xml', (root: string) => appendFileSync(join(root, 'stack/pom.xml'), '<!-- newer -->')],
])('%s makes the jars be fetched again, the packages not', async (_, damage) => {
  const { root, calls, forget } = checkout()
  await run(root, 'test')
  damage(root)
  forget()
  const { out } = await run(root, 'test')
  expect(out).toBe('program\n')
  expect(calls()).toEqual(['java -version', 'mvn --version', 'mvn -B'])
  expect(readFileSync(join(root, '.plumbline/jars/kafka/kafka.jar'), 'utf8')).toBe('a jar')
})

test('a fetch that breaks off is shown in full and leaves nothing that passes for whole', async () => {
  const { root, tool } = checkout()
  tool(
    'mvn',
    `if (args[0] === '--version') process.exit()
    fs.mkdirSync(args.find(arg => arg.startsWith('-Djars=')).slice(7), { recursive: true })
    console.log('[INFO] Scanning for projects')
    console.log('[ERROR] Unknown host repo.example')
    process.exit(1)`,
  )
  const { code, out, err } = await run(root, 'test')
  expect([code, out]).toEqual([2, ''])
  expect(err).toMatch(
    /failed\n\[ERROR\] Unknown host repo\.example\nKafka and .*: failed \(exit code 1\), see above\. Check/,
  )
  expect((await run(root, 'test')).code).toBe(2)
})

test.each([
  [
    'java',
    'Kafka and the schema registry need Java 17 or newer, and there is none: install one (e.g. the package ',
  ],
  ['mvn', 'Maven is needed to fetch Kafka and the schema registry, and there is no mvn: install it '],
  ['npm', 'npm is needed to fetch the packages, and there is none: install it (it comes with Node).'],
])('a machine without %s gets one sentence', async (tool, sentence) => {
  const { root, tools } = checkout()
  rmSync(join(tools, tool))
  const { code, out, err } = await run(root, 'test')
  expect([code, out]).toEqual([2, ''])
  expect(err.split('\n').at(-2)).toContain(sentence)
})

test.each([
  ['1.8.0_412', 8],
  ['11.0.2', 11],
])('Java %s is too old', async (version, major) => {
  const { root, tool } = checkout()
  tool('java', `console.error('java version "${version}"')`)
  const { code, err } = await run(root, 'test')
  expect(code).toBe(2)
  expect(err).toBe(
    `Kafka and the schema registry need Java 17 or newer, and java is Java ${major}: install one ` +
      '(e.g. the package openjdk-17-jre-headless) or let JAVA_HOME name its folder.\n',
  )
})

test('two first starts at once install once', async () => {
  const { root, calls } = checkout()
  const both = await Promise.all([run(root, 'test', '1'), run(root, 'test', '2')])
  expect(both.map(({ out }) => out)).toEqual(['program 1\n', 'program 2\n'])
  expect(calls().filter(call => call === 'npm ci' || call === 'mvn -B')).toHaveLength(2)
})

test('a signal that comes twice in a moment, from the terminal and from npm, reaches the program once', async () => {
  const { root } = checkout()
  await run(root, 'test')
  writeFileSync(
    join(root, 'tests/run.ts'),
    `let count = 0
    process.on('SIGINT', () => { count++; setTimeout(() => process.exit(count), 300) })
    console.log('ready'); setInterval(() => {}, 1000)`,
  )
  const child = start(root, ['test'])
  await once(child.stdout!, 'data')
  child.kill('SIGINT')
  await new Promise(resolve => setTimeout(resolve, 50))
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([1, null])
})
