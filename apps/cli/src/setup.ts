import { existsSync, writeFileSync } from 'node:fs'
import { newKeyLine } from '@plumbline/connections'
import { setUp } from '@plumbline/ops'
import { type Command, InvalidArgumentError } from 'commander'
import { withOps } from './environment.ts'

function count(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('It takes a whole number from 1.')
  return number
}

function keyId(text: string): string {
  if (!/^[^\s#]\S*$/.test(text)) throw new InvalidArgumentError('It is one word.')
  return text
}

export function addSetupCommands(root: Command): void {
  root
    .command('setup')
    .description('bring database, topics and schemas to what this version needs; safe to repeat')
    .option('--partitions <n>', 'partitions of a new topic, fixed for its life', count, 6)
    .option('--replicas <n>', 'copies of each record; by default as the broker is configured', count)
    .action(async ({ partitions, replicas }: { partitions: number; replicas?: number }) => {
      const done = await withOps(ops => setUp(ops, { partitions, replicas: replicas ?? null }))
      console.log(
        `database: ${done.migrations.length === 0 ? 'up to date' : `migrated (${done.migrations.join(', ')})`}`,
      )
      console.log(`topics: ${done.topics.join(', ')}`)
      console.log('schemas: registered')
    })

  root
    .command('seal-key <file>')
    .description('make a file with a new key that seals credentials (mode 600)')
    .option('--id <id>', 'name of the key', keyId, `k${new Date().toISOString().slice(0, 10)}`)
    .addHelpText(
      'after',
      `
To change the key: make a file with a new one, put the old file's lines below it, give the whole to services and command
line under PLUMBLINE_SEAL_KEY_FILE, apply every connection once, and take the old line out.`,
    )
    .action((file: string, { id }: { id: string }) => {
      if (existsSync(file))
        throw new Error(`${file} is there already; a key that is lost loses every credential sealed with it`)
      writeFileSync(file, newKeyLine(id), { mode: 0o600, flag: 'wx' })
      console.log(`${file}: key ${id}. Keep a copy where the database's backups are not.`)
    })
}
