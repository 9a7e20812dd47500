import { once } from 'node:events'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { testStack } from '@plumbline/stack/testing'
import { expect, test, vi } from 'vitest'
import { openDesk, SECRETS } from '../../../packages/ops/src/testing/operator.ts'
import { run, start } from './testing/run.ts'

vi.setConfig({ testTimeout: 120_000 }) // a process for each command
const desk = await openDesk()
const plumbline = (...args: string[]) => run(args, desk.env, desk.dir)

/** Columns of a table begin where their titles do. */
function aligned(text: string, titles: string[]): void {
  const [head, ...lines] = text.split('\n')
  for (const title of titles) {
    const at = head!.indexOf(title)
    expect(at, title).toBeGreaterThan(-1)
    for (const line of lines) if (at > 0) expect(line.slice(at - 2, at), line).toBe('  ')
  }
}

test('--help tells the commands, where they look, and the exit codes; what is no command ends with 1', async () => {
  const [help, unknown] = await Promise.all([plumbline('--help'), plumbline('frobnicate')])
  expect(help.code).toBe(0)
  for (const word of ['connection', 'ping', 'status', 'exceptions', 'record', 'release', 'watch', 'setup'])
    expect(help.out).toMatch(new RegExp(`^  ${word}`, 'm'))
  expect(help.out).toContain('PLUMBLINE_DATABASE_URL')
  expect(help.out).toContain('Exit code: 0')
  expect(unknown).toMatchObject({ code: 1, out: '' })
  expect(unknown.err).toContain("unknown command 'frobnicate'")
})

test('variables that are missing are told one by one', async () => {
  const { PLUMBLINE_DATABASE_URL } = desk.env
  const { code, err } = await run(['status'], { PLUMBLINE_DATABASE_URL: PLUMBLINE_DATABASE_URL! })
  expect(code).toBe(1)
  for (const name of ['KAFKA_BROKERS', 'REGISTRY_URL', 'SEAL_KEY_FILE'])
    expect(err).toMatch(new RegExp(`PLUMBLINE_${name} is not set: \\S`))
})

test('a database that is not there, or not set up, is told in plain words without a stack', async () => {
  const on = (PLUMBLINE_DATABASE_URL: string) => run(['status'], { ...desk.env, PLUMBLINE_DATABASE_URL })
  const [away, empty] = await Promise.all([
    on('postgres://plumbline:s3cret@127.0.0.1:1/x'),
    on(testStack().postgresAdminUrl),
  ])
  expect(away).toMatchObject({ code: 1, out: '' })
  expect(away.err).toMatch(/^plumbline: the database cannot be reached .*127\.0\.0\.1:1.*\n$/)
  expect(away.err).not.toContain('s3cret')
  expect(empty.code).toBe(1)
  expect(empty.err).toMatch(/^plumbline: .*run `plumbline setup` .*\n$/)
})

test('setup makes topics and schemas, and seal-key a file that only its owner reads', async () => {
  const [setup, key] = await Promise.all([
    plumbline('setup', '--partitions', '2'),
    plumbline('seal-key', 'new.key', '--id', 'k2'),
  ])
  expect(setup).toMatchObject({ code: 0, err: '' })
  expect(setup.out).toContain(`${desk.env.PLUMBLINE_TOPIC_PREFIX}.vendor.v1`)
  expect(setup.out).toContain('schemas: registered')
  expect(key.code).toBe(0)
  const file = join(desk.dir, 'new.key')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const text = readFileSync(file, 'utf8')
  expect(text).toMatch(/^k2 [A-Za-z0-9+/]{43}=\n$/)
  const again = await plumbline('seal-key', 'new.key')
  expect(again).toMatchObject({ code: 1, err: expect.stringContaining('is there already') })
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('connection apply stores a file with secrets from the environment and from files beside us', async () => {
  desk.write()
  writeFileSync(join(desk.dir, 'ps-password'), `${SECRETS['peoplesoft.password']}\n`)
  const args = ['connection', 'apply', '-f', 'connection.yaml']
  const password = ['--secret', 'peoplesoft.password=file:ps-password']
  const incomplete = await plumbline(...args, ...password)
  expect(incomplete).toMatchObject({ code: 1, out: '' })
  expect(incomplete.err).toContain('secret procore.client_secret is missing')
  expect(incomplete.err).toContain('secret procore.webhook_secret is missing')
  const env = {
    ...desk.env,
    PROCORE: SECRETS['procore.client_secret']!,
    HOOK: SECRETS['procore.webhook_secret']!,
  }
  const others = [
    'procore.client_secret=env:PROCORE',
    'procore.webhook_secret=env:HOOK',
    'peoplesoft.client_secret=env:HOOK',
  ].flatMap(source => ['--secret', source])
  const stored = await run([...args, ...password, ...others], env, desk.dir)
  expect(stored).toMatchObject({ code: 0, err: '' })
  expect(stored.out).toMatch(/^demo: created, version 1, id [0-9a-f-]{36}\nsealed: peoplesoft\.password, /)
  expect(stored.out).toContain('note: peoplesoft.client_secret is stored, but not used')
  const list = await plumbline('connection', 'list')
  aligned(list.out.trimEnd(), ['name', 'version', 'applied', 'by', 'id'])
  expect(list.out).toMatch(/^demo +1 /m)
})

test('a connection file that is wrong ends with 1, with every problem and its line', async () => {
  desk.write([
    ["    post_from: '2026-01-01'\n", ''],
    ['    source: PRC\n', '    sauce: PRC\n'],
  ])
  const { code, out, err } = await plumbline('connection', 'apply', '-f', 'connection.yaml')
  expect({ code, out }).toEqual({ code: 1, out: '' })
  expect(err).toMatch(/projects\[0\] \(line \d+\): post_from is missing: .*would be posted twice/)
  expect(err).toMatch(/flows\.direct-cost \(line \d+\): sauce is not a setting/)
})

test('ping ends with 0 where everything works, and with 1 where something does not', async () => {
  await desk.apply()
  const good = await plumbline('ping', 'demo')
  expect(good).toMatchObject({ code: 0, err: '' })
  expect(good.out).toContain('everything works')
  expect(good.out).not.toContain('\u001b[')
  await desk.apply([['PSFT_EP', 'PSFT_XX']])
  const bad = await plumbline('ping', 'demo')
  expect(bad.code).toBe(1)
  expect(bad.out).toMatch(/^ {2}NO {2}node: none of our operations answers .*\n {7}check base_url/m)
  expect(bad.out).toContain('1 of these must be put right')
  await desk.apply()
})

test('status of a connection that no service has begun with, and no exceptions', async () => {
  const [status, exceptions] = await Promise.all([plumbline('status'), plumbline('exceptions')])
  expect(status).toMatchObject({ code: 0, err: '' })
  expect(status.out).toContain('demo vendor.from-peoplesoft not begun')
  expect(exceptions).toEqual({ code: 0, out: 'there is none\n', err: '' })
})

test('a held record is listed with its reason and what to do; release lets it go, and the record tells of it', async () => {
  const { rows } = await desk.ops.pool.query<{ id: string }>(
    `insert into to_read (connection_id, capture, native_id, scope, reason, captured_by, asked_at, not_before, held_code, held_why)
     select id, 'direct-cost.from-procore', '4711', '87001', 'missing from the list', 'compare', now(), now(),
            'not-shown', E'it is\\nnot shown \\x1b[31mthere' from connection returning id`,
  )
  const id = `R${rows[0]!.id}`
  const { out } = await plumbline('exceptions')
  const [listed, meaning] = out.split('\n\n')
  aligned(listed!, ['id', 'flow', 'scope', 'record', 'state', 'code', 'why'])
  const line = `${id} +direct-cost\\.from-procore +87001 +4711 +held +not-shown +it is not shown \\[31mthere`
  expect(listed).toMatch(new RegExp(`^${line}$`, 'm'))
  expect(out).not.toContain('\u001b')
  expect(meaning).toContain('restore the permission, or release to look again')
  const released = await plumbline('release', id, '--reason', 'the permission is back')
  expect(released).toMatchObject({ code: 0, out: expect.stringContaining('direct-cost 4711 is let go') })
  const [record, unknown] = await Promise.all([
    plumbline('record', 'direct-cost', '4711'),
    plumbline('record', 'vendor', 'SHARE:9'),
  ])
  expect(record.code).toBe(0)
  expect(record.out).toMatch(/released .*the permission is back/)
  expect(unknown).toMatchObject({ code: 1, out: 'nothing is known of vendor SHARE:9\n' })
})

test('watch shows events decoded, what cannot be decoded with the reason, and ends when it is told to', async () => {
  const { codec, bus } = desk.ops
  const topic = `${desk.env.PLUMBLINE_TOPIC_PREFIX}.notification.v1`
  await codec.prepare({ [`${topic}-value`]: 'plumbline.v1.Notification' })
  const { value } = codec.encode('plumbline.v1.Notification', {
    connection: 'c',
    received_at: '2026-10-14T12:00:00Z',
    payload_version: null,
    headers: {},
    body: Buffer.from('{"resource_id": 12345678901234567890}'),
  })
  await bus.publish([
    { topic, key: 'c/1', value, headers: {} },
    { topic, key: 'c/2', value: Buffer.from('not avro'), headers: {} },
  ])
  const child = start(['watch', topic, '--from-beginning', '--json'], desk.env)
  let out = ''
  child.stdout!.on('data', chunk => (out += chunk))
  while (out.split('\n').length < 3) await once(child.stdout!, 'data')
  child.kill('SIGINT')
  const [code] = (await once(child, 'close')) as [number | null]
  expect(code).toBe(0)
  const events = out
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as { key: string; value: object })
  expect(events.find(one => one.key === 'c/1')?.value).toMatchObject({
    body: '{"resource_id": 12345678901234567890}',
  })
  expect(events.find(one => one.key === 'c/2')?.value).toMatchObject({
    unreadable: 'the value starts with 6e6f742061',
  })
})

test('who has seen enough may close the pipe without an error', async () => {
  const child = start(['connection', 'schema'], desk.env)
  let err = ''
  child.stderr!.on('data', chunk => (err += chunk))
  child.stdout!.destroy()
  const [code] = (await once(child, 'close')) as [number | null]
  expect({ code, err }).toEqual({ code: 0, err: '' })
})
