import { ConnectionDocument } from '@plumbline/flows'
import { applyConnection, type Findings, parseSecretSource, pingConnection } from '@plumbline/ops'
import type { Command } from 'commander'
import { withOps } from './environment.ts'
import { paint, table } from './table.ts'

export function addConnectionCommands(root: Command): void {
  const connection = root.command('connection').description('the pairs of a PeopleSoft and a Procore company')
  connection
    .command('apply')
    .description('check a connection file, seal its secrets and store it; services take it up within seconds')
    .requiredOption('-f, --file <yaml>', 'the connection file')
    .option(
      '--secret <name=source>',
      'a secret from env:VARIABLE or file:PATH, e.g. procore.client_secret=env:PROCORE_SECRET; may be given many times',
      (text: string, all: string[]) => [...all, text],
      [] as string[],
    )
    .action(async ({ file, secret }: { file: string; secret: string[] }) => {
      const applied = await withOps(ops => applyConnection(ops, file, secret.map(parseSecretSource)))
      const what = applied.created ? 'created' : applied.changed ? 'changed' : 'unchanged'
      console.log(`${applied.settings.name}: ${what}, version ${applied.version}, id ${applied.id}`)
      if (applied.sealed.length > 0) console.log(`sealed: ${applied.sealed.join(', ')}`)
    })
  connection
    .command('list')
    .description('connections that are stored')
    .action(async () => {
      const rows = await withOps(
        async ops =>
          (
            await ops.pool.query<{
              name: string
              version: string
              applied_at: Date
              applied_by: string
              id: string
            }>('select name, version, applied_at, applied_by, id from connection order by name')
          ).rows,
      )
      console.log(
        table(rows, [
          { title: 'name', of: row => row.name },
          { title: 'version', of: row => row.version, right: true },
          { title: 'applied', of: row => row.applied_at.toISOString() },
          { title: 'by', of: row => row.applied_by },
          { title: 'id', of: row => row.id },
        ]),
      )
    })
  connection
    .command('schema')
    .description('print the JSON Schema of a connection file')
    .action(() => console.log(JSON.stringify(ConnectionDocument, null, 2)))

  root
    .command('ping <connection>')
    .description('reach both systems with the stored credentials and say what works and what does not')
    .action(async (name: string) => {
      const systems = await withOps(ops => pingConnection(ops, name))
      showFindings(systems)
      if (systems.some(({ findings }) => findings.some(finding => !finding.ok))) process.exitCode = 1
    })
}

function showFindings(systems: Findings): void {
  for (const { system, findings } of systems) {
    console.log(paint('bold', system))
    for (const { ok, what, says, do: advice } of findings) {
      console.log(`  ${ok ? paint('green', 'ok ') : paint('red', 'NO ')} ${what}: ${says}`)
      if (!ok && advice) console.log(`       ${advice}`)
    }
  }
}
