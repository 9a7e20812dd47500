import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { StackError } from './stack-error.ts'

/** An operating system user. */
export type User = { uid: number; gid: number }

/** Where the Postgres user finds what it needs when it cannot enter our own folders. */
const openFolder = '/var/lib/plumbline'

/**
 * Who runs Postgres, which refuses root: undefined (we ourselves) unless we are root; then the user `postgres` if there
 * is one, else `nobody`. No account is made.
 */
export function postgresUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined
  for (const name of ['postgres', 'nobody']) {
    const [uid, gid] = ['-u', '-g'].map(flag => spawnSync('id', [flag, name], { encoding: 'utf8' }))
    if (uid?.status === 0 && gid?.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  throw new StackError(
    'Postgres does not run as root, and there is no user "postgres" or "nobody" to run it as: use another login.',
  )
}

/**
 * A folder that `user` can read: `folder` itself, or, where one above it is closed (such as /root), a copy under `open`
 * that is made once for each `version`.
 */
export function readableCopy(
  folder: string,
  version: string,
  user: User | undefined,
  open = openFolder,
): string {
  if (canEnter(folder, user)) return folder
  const copy = join(open, `${nameFor(folder)}-${version}`)
  if (existsSync(copy)) return copy
  const half = `${copy}.${process.pid}`
  mkdirSync(open, { recursive: true, mode: 0o755 })
  cpSync(folder, half, { recursive: true, verbatimSymlinks: true })
  renameSync(half, copy)
  return copy
}

/**
 * The folder, `user`'s own, that keeps Postgres's data for `dir`: `dir/postgres`, or where `user` cannot enter `dir`,
 * one under `open` to which `dir/postgres` then links. Without that link, what lies under `open` is forgotten.
 */
export function dataFolder(dir: string, user: User | undefined, open = openFolder): string {
  const inside = join(dir, 'postgres')
  const known = lstatSync(inside, { throwIfNoEntry: false })
  if (known) return realpathSync(inside)
  if (canEnter(dir, user)) return own(inside, user)
  const outside = join(open, `${nameFor(dir)}-data`)
  rmSync(outside, { recursive: true, force: true })
  mkdirSync(open, { recursive: true, mode: 0o755 })
  own(outside, user)
  symlinkSync(outside, inside)
  return outside
}

/** Deletes what `dataFolder` made for `dir`, wherever that is. */
export function removeDataFolder(dir: string): void {
  const inside = join(dir, 'postgres')
  if (existsSync(inside)) rmSync(realpathSync(inside), { recursive: true })
  rmSync(inside, { recursive: true, force: true })
}

function own(folder: string, user: User | undefined): string {
  mkdirSync(folder, { mode: 0o700 })
  if (user) chownSync(folder, user.uid, user.gid)
  return folder
}

function canEnter(folder: string, user: User | undefined): boolean {
  return !user || spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], { ...user, cwd: '/' }).status === 0
}

const nameFor = (folder: string) => createHash('sha256').update(folder).digest('hex').slice(0, 12)
