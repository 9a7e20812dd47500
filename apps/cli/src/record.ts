import { adviceOn, type RecordStory, readRecord, release } from '@plumbline/ops'
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
      if (stories.length === 0) process.exitCode = 1
      if (json) return console.log(JSON.stringify(stories, null, 2))
      if (stories.length === 0) console.log(`nothing is known of ${entity} ${key}`)
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

type Lane = RecordStory['lanes'][number]

/** A record's story for a person: where it stands in each flow, with advice, then every decision, oldest first. */
export function storyText(entity: string, key: string, { connection, lanes, story }: RecordStory): string {
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
  return [
    `${paint('bold', `${entity} ${key}`)} in connection ${connection}`,
    ...lanes.flatMap(laneText),
    '',
    decisions,
    '',
  ].join('\n')
}

function laneText({ flow, scope, revision, state, code, why, nativeId, seen, postings }: Lane): string[] {
  const advice = adviceOn(code, flow)
  return [
    `  ${flow} ${scope}: revision ${revision} ${state}${nativeId ? `, there as ${nativeId}` : ''}`,
    ...(code || why ? [`    ${[code, why].filter(Boolean).join(': ')}`] : []),
    // A record that is linked only says by its link where it belongs.
    ...(code === 'linked' ? [`    ${JSON.stringify(seen)}`] : []),
    ...(advice ? [`    ${paint('dim', advice)}`] : []),
    ...postings.map(({ targetId, stage, revision, body, editedThere, why: said }) => {
      const date = typeof body.JOURNAL_DATE === 'string' ? `, dated ${body.JOURNAL_DATE}` : ''
      const edited = editedThere ? ', edited there' : ''
      return `    ${targetId} of revision ${revision}: ${stage}${date}${edited}${said ? `: ${said}` : ''}`
    }),
  ]
}
