import { watchTopic } from '@plumbline/ops'
import type { Command } from 'commander'
import { withOps } from './environment.ts'
import { paint } from './table.ts'

export function addWatchCommand(root: Command): void {
  root
    .command('watch <topic>')
    .description('show events of a topic as they come, decoded; Ctrl-C ends it')
    .option('--from-beginning', 'begin with the first event that is still there')
    .option('--json', 'one JSON object a line')
    .action(async (topic: string, { fromBeginning, json }: { fromBeginning?: boolean; json?: boolean }) => {
      await withOps(async ops => {
        const stop = await watchTopic(ops, topic, fromBeginning ? 'beginning' : 'now', event => {
          if (json) return console.log(JSON.stringify(event))
          console.log(paint('dim', `${event.topic}/${event.partition}@${event.offset}  ${event.key}`))
          console.log(JSON.stringify(event.value, null, 2))
        })
        if (!json) console.error(`watching ${topic}; Ctrl-C ends it`)
        await new Promise(done => {
          process.once('SIGINT', done)
          process.once('SIGTERM', done)
        })
        await stop()
      })
    })
}
