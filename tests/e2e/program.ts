import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ChildPlan } from '@plumbline/stack'

/** A program under test: a process of its own, that can be killed without a word. */
export type Program = {
  name: string
  /** `SIGKILL` and gone. */
  kill(): Promise<void>
  /** SIGTERM, and the end waited for. */
  stop(): Promise<void>
  running(): boolean
}

/** Starts it and waits until it answers. @throws with the end of its log when it ends before that */
export async function startProgram(plan: ChildPlan): Promise<Program> {
  const log = openSync(plan.log, 'a')
  const child = spawn(plan.command, plan.args, {
    stdio: ['ignore', log, log],
    env: { ...process.env, ...plan.env },
  })
  closeSync(log)
  let over = false
  const ended = new Promise<void>(resolve =>
    child.once('exit', () => {
      over = true
      resolve()
    }),
  )
  const end = async (signal: NodeJS.Signals) => {
    if (!over) child.kill(signal)
    await ended
  }
  for (let waited = 0; !(await plan.answers().catch(() => false)); waited += 50) {
    if (over || waited > 60_000) {
      await end('SIGKILL')
      throw new Error(`${plan.name} does not answer:\n${readFileSync(plan.log, 'utf8').slice(-3000)}`)
    }
    await sleep(50)
  }
  return { name: plan.name, kill: () => end('SIGKILL'), stop: () => end('SIGTERM'), running: () => !over }
}
