import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { identify } from './process-identity.ts'

const listening = '0A'

/** Who listens on a TCP port, e.g. `pid 4711 (node server.js)`; null where /proc does not tell (another user, not Linux). */
export function holderOf(port: number): string | null {
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap(table => listeners(read(table), port)))
  if (sockets.size === 0) return null
  for (const pid of entries('/proc').filter(name => /^\d+$/.test(name)))
    for (const fd of entries(`/proc/${pid}/fd`))
      if (sockets.has(target(`/proc/${pid}/fd/${fd}`))) {
        const command = identify(Number(pid))?.command ?? ''
        return `pid ${pid} (${command.length > 60 ? `${command.slice(0, 60)}…` : command})`
      }
  return null
}

/** The sockets (`socket:[inode]`) that listen on a port, from the text of /proc/net/tcp (proc_pid_net(5)). */
function listeners(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return table
    .split('\n')
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(suffix) && state === listening)
    .map(columns => `socket:[${columns[9]}]`)
}

// A process may end, or belong to someone else, between two looks: then it simply has nothing to show.
function orElse<T>(look: () => T, otherwise: T): T {
  try {
    return look()
  } catch {
    return otherwise
  }
}
const read = (path: string) => orElse(() => readFileSync(path, 'utf8'), '')
const entries = (path: string) => orElse(() => readdirSync(path), [])
const target = (path: string) => orElse(() => readlinkSync(path), '')
