import {
  adviceOn,
  exceptionStates,
  readExceptions,
  readStatus,
  type Status,
  whatIsOpen,
} from '@plumbline/ops'
import type { Command } from 'commander'
import { withOps } from './environment.ts'
import { duration, table } from './table.ts'

export function addStatusCommands(root: Command): void {
  root
    .command('status')
    .description('how every flow stands, and what is still open')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const status = await withOps(readStatus)
      console.log(
        json ? JSON.stringify({ ...status, open: whatIsOpen(status) }, null, 2) : statusText(status),
      )
    })
  root
    .command('exceptions')
    .description('every record that has not arrived, with its reason; the id is what `release` takes')
    .option('--flow <flow>', 'one flow only')
    .option('--state <state>', `one state only: ${exceptionStates.join(', ')}`)
    .option('--json', 'as JSON')
    .action(async ({ json, ...only }: { flow?: string; state?: string; json?: boolean }) => {
      const rows = await withOps(ops => readExceptions(ops, only))
      console.log(json ? JSON.stringify(rows, null, 2) : exceptionsText(rows))
    })
}

function exceptionsText(rows: Awaited<ReturnType<typeof readExceptions>>): string {
  if (rows.length === 0) return 'there is none'
  const listed = table(rows, [
    { title: 'id', of: row => row.id },
    { title: 'flow', of: row => row.flow },
    { title: 'scope', of: row => row.scope },
    { title: 'record', of: row => row.key },
    { title: 'state', of: row => row.state },
    { title: 'code', of: row => row.code },
    { title: 'why', of: row => row.why },
  ])
  const advice = new Map(rows.map(row => [row.code, adviceOn(row.code, row.flow)]))
  const explained = [...advice].flatMap(([code, says]) => (code && says ? [{ code, says }] : []))
  if (explained.length === 0) return listed
  const meanings = table(explained, [
    { title: 'code', of: one => one.code },
    { title: 'what it means, and what to do', of: one => one.says },
  ])
  return `${listed}\n\n${meanings}`
}

function statusText(status: Status): string {
  const captures = table(status.captures, [
    { title: 'capture', of: row => row.capture },
    { title: 'records', of: row => row.records, right: true },
    { title: 'to read', of: row => row.toRead, right: true },
    { title: 'held', of: row => row.held, right: true },
    { title: 'scopes', of: row => `${row.scopesFilled}/${row.scopes}`, right: true },
    { title: 'last error', of: row => row.lastError },
  ])
  const flows = table(status.flows, [
    { title: 'flow', of: row => row.flow },
    { title: 'arrived', of: row => row.applied, right: true },
    { title: 'waiting', of: row => row.waiting, right: true },
    { title: 'following', of: row => row.following, right: true },
    { title: 'in doubt', of: row => row.inDoubt, right: true },
    { title: 'parked', of: row => row.parked, right: true },
    { title: 'held', of: row => row.held, right: true },
    { title: 'dead', of: row => row.dead, right: true },
    { title: 'skipped', of: row => row.skipped, right: true },
    { title: 'baseline', of: row => row.baseline, right: true },
    { title: 'change to arrival', of: row => duration(row.latencySeconds), right: true },
  ])
  const open = whatIsOpen(status)
  return `${captures}\n\n${flows}\n\n${open.length === 0 ? 'nothing is open' : `open:\n${open.map(one => `  ${one}`).join('\n')}`}`
}
