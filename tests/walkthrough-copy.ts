import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  globSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

const left = new Set(['node_modules', '.git', '.plumbline'])

/**
 * Makes a copy of the checkout in which everything runs as in the original: what is installed is the same files,
 * workspaces are the copy's own. It must be on the same disk, in a folder `walkthrough-<pid>`; those beside it that a
 * killed run left behind go.
 */
export function copyCheckout(checkout: string, copy: string): void {
  const folder = dirname(copy)
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const pid = /^walkthrough-(\d+)$/.exec(name)?.[1]
    if (pid !== undefined && !isRunning(Number(pid))) removeCopy(join(folder, name))
  }
  removeCopy(copy)
  mkdirSync(copy, { recursive: true })
  for (const name of readdirSync(checkout))
    if (!left.has(name))
      cpSync(join(checkout, name), join(copy, name), {
        recursive: true,
        filter: path => !left.has(basename(path)),
      })
  const installed = globSync(['*/node_modules', '*/*/node_modules'], { cwd: checkout })
  for (const path of ['node_modules', ...installed.filter(path => !path.startsWith('node_modules/'))])
    linkAll(join(checkout, path), join(copy, path))
  // It is written in place: no link. With it the type checker looks at what is new, as it does in the original.
  const remembered = 'node_modules/.cache/tsc.tsbuildinfo'
  if (existsSync(join(checkout, remembered))) cpSync(join(checkout, remembered), join(copy, remembered))
}

/** Deletes a copy, if it is there. */
export const removeCopy = (copy: string): void => rmSync(copy, { recursive: true, force: true })

function linkAll(from: string, to: string): void {
  mkdirSync(to)
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.name === '.cache' || entry.name.startsWith('.vite')) continue
    // Links to workspaces are relative: here they lead to the copy's.
    if (entry.isSymbolicLink()) symlinkSync(readlinkSync(source), target)
    else if (entry.isDirectory()) linkAll(source, target)
    else linkSync(source, target)
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Digest of every file of a checkout, by its path. */
export function digests(root: string): Map<string, string> {
  const files = globSync('**/*', {
    cwd: root,
    withFileTypes: true,
    exclude: entry => left.has(entry.name),
  }).filter(entry => entry.isFile())
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name)
      return [path.slice(root.length + 1), createHash('sha256').update(readFileSync(path)).digest('hex')]
    }),
  )
}

/** Paths of the files that are in one only, or differ. */
export function differing(one: Map<string, string>, other: Map<string, string>): string[] {
  const paths = new Set([...one.keys(), ...other.keys()])
  return [...paths].filter(path => one.get(path) !== other.get(path)).sort()
}
