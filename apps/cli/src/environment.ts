import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { loadEnvFile } from 'node:process'
import { fileURLToPath } from 'node:url'
import { type Ops, openOps } from '@plumbline/ops'
import { readConfig } from '@plumbline/runtime'

/** Written by the demonstration while it runs. */
const DEMO = resolve(fileURLToPath(new URL('../../..', import.meta.url)), '.plumbline/demo/env')

/** Runs a command's work with the connections it needs, and closes them whatever happens. */
export async function withOps<T>(work: (ops: Ops) => Promise<T>): Promise<T> {
  if (!process.env.PLUMBLINE_DATABASE_URL) {
    if (!existsSync(DEMO))
      throw new Error(
        'PLUMBLINE_DATABASE_URL is not set, and no demonstration runs here: set the variables (plumbline --help), or run `npm start`',
      )
    loadEnvFile(DEMO)
  }
  const ops = openOps(readConfig(), `${userName()}@cli`)
  try {
    return await work(ops)
  } finally {
    await ops.close()
  }
}

/** A container may run under a number that has no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return process.env.USER ?? `uid ${process.getuid?.()}`
  }
}
