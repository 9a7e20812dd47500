import { type RecordStory, readRecord, release } from '@plumbline/ops'
import type { Command } from 'commander'
import { withOps } from './environment.ts'
import { paint, table } from './table.ts'

export function addRecordCommands(root: Command): void {
  root
    .command('record <entity> <key>')
    .description(
      "one record's story across both systems, e.g. record direct-cost 700012, record vendor SHARE:0000000012",
    )
    .option('--json', 'as JSON, with contents before and after')
    .action(async (entity: string, key: string, { json }: { json?: boolean }) => {
      const stories = await withOps(ops => readRecord(ops, entity, key))
      if (json) return console.log(JSON.stringify(stories, null, 2))
      if (stories.length === 0) {
        console.log(`nothing is known of ${entity} ${key}`)
        process.exitCode = 1
      }
      for (const story of stories) console.log(storyText(entity, key, story))
    })
  root
    .command('release <id>')
    .description('let a held record go on, by its id in `exceptions`')
    .requiredOption('--reason <text>', 'why; kept in the audit')
    .action(async (id: string, { reason }: { reason: string }) => {
      const { entity, key, flow, was } = await withOps(ops => release(ops, id, reason))
      console.log(`${entity} ${key} is let go in ${flow} (was ${was})`)
    })
}

function storyText(entity: string, key: string, { connection, lanes, story }: RecordStory): string {
  const now = lanes.map(lane => {
    const there = [
      lane.nativeId,
      ...lane.postings.map(one => `${one.targetId} (${one.stage}, ${one.date})`),
    ].filter(Boolean)
    return `  ${lane.flow} ${lane.scope}: revision ${lane.revision} ${lane.state}${there.length > 0 ? `, there as ${there.join(', ')}` : ''}${lane.why ? `\n    ${lane.code}: ${lane.why}` : ''}`
  })
  const decisions = table(story, [
    { title: 'when', of: one => one.at.toISOString() },
    { title: 'rev', of: one => one.revision, right: true },
    { title: 'flow', of: one => one.flow },
    { title: 'scope', of: one => one.scope },
    { title: 'decision', of: one => one.decision },
    { title: 'by', of: one => one.who },
    { title: 'trace', of: one => one.traceparent?.slice(3, 35) ?? null },
    { title: 'why', of: one => [one.code, one.why].filter(Boolean).join(': ') || null },
  ])
  return `${paint('bold', `${entity} ${key}`)} in connection ${connection}\n${now.join('\n')}\n\n${decisions}\n`
}
