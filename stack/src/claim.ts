import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endProcess, identify, isRunning, type ProcessIdentity } from './process-identity.ts'
import { StackError } from './stack-error.ts'

/** A child that a later start must be able to end: which process it is, and how it wants to be told. */
type ClaimedChild = { name: string; process: ProcessIdentity; stopSignal: NodeJS.Signals }
type Record = { owner: ProcessIdentity; children: ClaimedChild[] }

/** This process's hold on a stack's folder. */
export type Claim = {
  /** Notes a child, so that the next start can end it if this process dies without a word. */
  note(child: ClaimedChild): void
  /** Gives the folder back; its children must have ended. */
  release(): void
}

/**
 * Makes this process the only one that runs a stack in `dir`. A claim whose owner still runs throws a StackError; one
 * whose owner died is taken over after ending the children that can be proved to be its own (pid, start time, command).
 */
export async function claimFolder(dir: string, onProgress: (line: string) => void): Promise<Claim> {
  mkdirSync(dir, { recursive: true })
  const file = join(dir, 'running.json')
  const record: Record = { owner: identify(process.pid)!, children: [] }
  while (!create(file, record)) {
    const earlier = read(file)
    if (earlier && isRunning(earlier.owner))
      throw new StackError(
        `The stack in ${dir} is already running (pid ${earlier.owner.pid}): use that one, or stop it first.`,
      )
    for (const { name, process, stopSignal } of earlier?.children ?? []) {
      const how = await endProcess(process, stopSignal, 15_000)
      if (how !== 'was gone')
        onProgress(`${how} ${name} (pid ${process.pid}), left over by a start that died`)
    }
    rmSync(file, { force: true })
  }
  return {
    note(child) {
      record.children.push(child)
      renameSync(draft(file, record), file)
    },
    release: () => rmSync(file, { force: true }),
  }
}

// link(2) is atomic and refuses an existing name, and the text is complete before it gets that name.
function create(file: string, record: Record): boolean {
  const complete = draft(file, record)
  try {
    linkSync(complete, file)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return false
  } finally {
    rmSync(complete)
  }
}

function draft(file: string, record: Record): string {
  const path = `${file}.${process.pid}`
  writeFileSync(path, JSON.stringify(record, null, 2))
  return path
}

function read(file: string): Record | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}
