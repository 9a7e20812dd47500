import { ConnectionDocument } from '@plumbline/flows'
import {
  applyConnection,
  type Findings,
  listConnections,
  parseSecretSource,
  pingConnection,
} from '@plumbline/ops'
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
    .addHelpText(
      'after',
      `
Secrets: peoplesoft.password or peoplesoft.client_secret, procore.client_secret, and with notifications
procore.webhook_secret. They are sealed and kept; a later apply needs only those that change. Each apply also seals
anew what an older sealing key sealed.

A webhook secret is rotated in two steps, and no webhook is turned down meanwhile: apply with
--secret procore.webhook_secret_next=…, which is accepted beside the old one and given to Procore's hook by itself;
then, once \`webhooks are in place\` stands in the ingress's log, apply with the same one as procore.webhook_secret,
which ends the old one.`,
    )
    .action(async ({ file, secret }: { file: string; secret: string[] }) => {
      const applied = await withOps(ops => applyConnection(ops, file, secret.map(parseSecretSource)))
      const what = applied.created ? 'created' : applied.changed ? 'changed' : 'unchanged'
      console.log(`${applied.settings.name}: ${what}, version ${applied.version}, id ${applied.id}`)
      if (applied.sealed.length > 0) console.log(`sealed: ${applied.sealed.join(', ')}`)
      for (const note of applied.notes) console.log(`note: ${note}`)
    })
  connection
    .command('list')
    .description('connections that are stored')
    .action(async () => {
      const rows = await withOps(listConnections)
      if (rows.length === 0) return console.log('there is none yet; `plumbline connection apply` stores one')
      console.log(
        table(rows, [
          { title: 'name', of: row => row.name },
          { title: 'version', of: row => row.version, right: true },
          { title: 'applied', of: row => row.appliedAt.toISOString() },
          { title: 'by', of: row => row.appliedBy },
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
    .option('--json', 'as JSON')
    .action(async (name: string, { json }: { json?: boolean }) => {
      const systems = await withOps(ops => pingConnection(ops, name))
      if (json) console.log(JSON.stringify(systems, null, 2))
      else showFindings(systems)
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
  const wrong = systems.flatMap(({ findings }) => findings).filter(finding => !finding.ok).length
  console.log(wrong === 0 ? 'everything works' : `${wrong} of these must be put right`)
}
