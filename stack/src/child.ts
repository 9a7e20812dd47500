import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Claim } from './claim.ts'
import { endProcess, identify } from './process-identity.ts'
import { StackError } from './stack-error.ts'

/** A server to run: its program, and how to see that it answers. */
export type ChildPlan = {
  /** As people call it, e.g. `Postgres`. */
  name: string
  command: string
  args: string[]
  env?: NodeJS.ProcessEnv
  user?: { uid: number; gid: number }
  /** File that takes all it prints. */
  log: string
  /** What makes it finish its work and end. */
  stopSignal: NodeJS.Signals
  /** Resolves to true when the server answers; false and errors mean "not yet". */
  answers(): Promise<boolean>
}

/** A running server of the stack. */
export type Child = {
  name: string
  log: string
  /** Resolves once it has ended, to how: `exit code 1` or `signal SIGKILL`. */
  ended: Promise<string>
  /** Asks it to end, waits, and kills it after 30 s (which is said to `onProgress`). */
  stop(): Promise<void>
}

const readyWithinMs = 120_000
const stopWithinMs = 30_000

/**
 * Starts a server and resolves when it answers. Throws a StackError with the end of its log if it ends before that or
 * does not answer within two minutes, and the signal's reason if that is aborted first; it is stopped then.
 */
export async function startChild(
  plan: ChildPlan,
  claim: Claim,
  onProgress: (line: string) => void,
  signal?: AbortSignal,
): Promise<Child> {
  signal?.throwIfAborted()
  const log = openSync(plan.log, 'w')
  // A session of its own: Ctrl-C at the terminal must reach us alone, we stop the parts in order.
  const running = spawn(plan.command, plan.args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...process.env, ...plan.env },
    ...plan.user,
  })
  closeSync(log)
  let how: string | null = null
  const ended = new Promise<string>(resolve => {
    running.once('error', error => resolve((how = error.message)))
    running.once('exit', (code, signal) => resolve((how = signal ? `signal ${signal}` : `exit code ${code}`)))
  })
  const endWithUs = () => running.kill(plan.stopSignal)
  process.once('exit', endWithUs)
  void ended.then(() => process.off('exit', endWithUs))
  const identity = running.pid === undefined ? null : identify(running.pid)
  if (identity) claim.note({ name: plan.name, process: identity, stopSignal: plan.stopSignal })

  const stop = async () => {
    if (identity && (await endProcess(identity, plan.stopSignal, stopWithinMs)) === 'killed')
      onProgress(`${plan.name} did not stop within ${stopWithinMs / 1000} s and was killed`)
    await ended
  }
  const startedAt = performance.now()
  while (how === null && !(await plan.answers().catch(() => false))) {
    if (signal?.aborted || performance.now() - startedAt > readyWithinMs) {
      await stop()
      signal?.throwIfAborted()
      throw new StackError(`${plan.name} did not answer within ${readyWithinMs / 1000} s. ${tail(plan.log)}`)
    }
    await sleep(50)
  }
  if (how !== null) throw new StackError(`${plan.name} ended before it was ready (${how}). ${tail(plan.log)}`)
  onProgress(`${plan.name} answers after ${((performance.now() - startedAt) / 1000).toFixed(1)} s`)
  return { name: plan.name, log: plan.log, ended, stop }
}

function tail(log: string): string {
  const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-15)
  return `The end of ${log}:\n${lines.join('\n')}`
}
