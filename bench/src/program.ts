import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChildPlan } from '@plumbline/stack'

/** A running program. */
export type Program = { stop(): Promise<void> }

const READY_MS = 60_000
const leash = join(import.meta.dirname, 'leash.ts')

/**
 * Starts a Node program and resolves when it answers; it ends with this process, too.
 * @throws with the end of its log when it ends before it answers, or does not within a minute
 */
export async function startProgram(plan: ChildPlan, signal: AbortSignal): Promise<Program> {
  const log = openSync(plan.log, 'a')
  const child = spawn(plan.command, ['--import', leash, ...plan.args], {
    // Out of the terminal's group: Ctrl-C reaches the benchmark alone, which stops its programs in order.
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
    env: { ...process.env, ...plan.env },
  })
  closeSync(log)
  let over = false
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => resolve())
  }).finally(() => (over = true))
  const stop = async (by: NodeJS.Signals) => {
    if (!over) child.kill(by)
    await ended
  }
  const began = performance.now()
  while (!(await plan.answers().catch(() => false))) {
    if (over || signal.aborted || performance.now() - began > READY_MS) {
      await stop('SIGKILL')
      signal.throwIfAborted()
      throw new Error(`${plan.name} does not answer:\n${readFileSync(plan.log, 'utf8').slice(-3000)}`)
    }
    await sleep(25)
  }
  return { stop: () => stop(plan.stopSignal) }
}

/** A program of this folder that answers under `url` when it is ready. */
export function planProgram(name: string, dir: string, args: string[], url: string): ChildPlan {
  return {
    name,
    command: process.execPath,
    args: [join(import.meta.dirname, 'programs', `${name}.ts`), ...args],
    log: join(dir, `${name}.log`),
    stopSignal: 'SIGTERM',
    answers: () => answersAt(url),
  }
}

/** True when a GET is answered with success. */
export async function answersAt(url: string): Promise<boolean> {
  const response = await fetch(url)
  await response.arrayBuffer()
  return response.ok
}
