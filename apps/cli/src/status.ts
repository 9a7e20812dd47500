import { readExceptions, readStatus, type Status, whatIsOpen } from '@plumbline/ops'
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
    .option('--state <state>', 'one state only: held, parked, dead, skipped, baseline, in-doubt')
    .option('--json', 'as JSON')
    .action(async ({ flow, state, json }: { flow?: string; state?: string; json?: boolean }) => {
      const all = await withOps(readExceptions)
      const rows = all.filter(one => (!flow || one.flow === flow) && (!state || one.state === state))
      if (json) return console.log(JSON.stringify(rows, null, 2))
      console.log(
        table(rows, [
          { title: 'id', of: row => row.id },
          { title: 'flow', of: row => row.flow },
          { title: 'scope', of: row => row.scope },
          { title: 'record', of: row => row.key },
          { title: 'state', of: row => row.state },
          { title: 'code', of: row => row.code },
          { title: 'why', of: row => row.why },
        ]),
      )
    })
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
