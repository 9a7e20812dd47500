import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'

export type Ran = { code: number | null; out: string; err: string }

const main = join(import.meta.dirname, '../main.ts')

/** Starts `plumbline` as a process, with these variables and none of ours. */
export function start(args: string[], env: Record<string, string>, cwd = process.cwd()): ChildProcess {
  return spawn(process.execPath, [main, ...args], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

/** Runs it to its end. */
export async function run(args: string[], env: Record<string, string>, cwd?: string): Promise<Ran> {
  const child = start(args, env, cwd)
  let [out, err] = ['', '']
  child.stdout!.on('data', chunk => (out += chunk))
  child.stderr!.on('data', chunk => (err += chunk))
  const code = await new Promise<number | null>(done => child.once('close', done))
  return { code, out, err }
}
