import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** What tells one process from every other that has had or will have its pid. */
export type ProcessIdentity = { pid: number; started: string; command: string }

/** The process that has this pid now; null when there is none, or only a zombie. */
export function identify(pid: number): ProcessIdentity | null {
  return existsSync('/proc/self/stat') ? identifyByProc(pid) : identifyByPs(pid)
}

/** Whether that very process still runs. Its command line is left out: a process may set its own title. */
export function isRunning(process: ProcessIdentity): boolean {
  return identify(process.pid)?.started === process.started
}

/**
 * Ends that very process: the signal first, SIGKILL after `graceMs`. Resolves when it is gone, to how it went;
 * a process that merely has the same pid is never touched.
 */
export async function endProcess(
  process: ProcessIdentity,
  signal: NodeJS.Signals,
  graceMs: number,
): Promise<'was gone' | 'ended' | 'killed'> {
  const now = identify(process.pid)
  if (now?.started !== process.started || now.command !== process.command) return 'was gone'
  send(process.pid, signal)
  if (await gone(process, graceMs)) return 'ended'
  send(process.pid, 'SIGKILL')
  await gone(process, 10_000)
  return 'killed'
}

async function gone(process: ProcessIdentity, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs
  while (isRunning(process)) {
    if (Date.now() > deadline) return false
    await sleep(20)
  }
  return true
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function identifyByProc(pid: number): ProcessIdentity | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // proc_pid_stat(5): the name in brackets may hold anything; state is field 3, start time field 22.
    const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (state === 'Z' || state === 'X') return null
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
    return { pid, started: rest[18]!, command }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return null
    throw error
  }
}

/** The same by ps(1), for systems without /proc. */
export function identifyByPs(pid: number): ProcessIdentity | null {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,lstart=,command=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  })
  const [, state, started, command] = /^\s*(\S+)\s+(.{24})\s+(.*)$/m.exec(stdout) ?? []
  if (!state || state.startsWith('Z')) return null
  return { pid, started: started!, command: command!.trim() }
}
