import { openerFor } from '@plumbline/connections'
import { runCaptures } from '@plumbline/engine'
import { capturesFrom, subjectsOf } from '@plumbline/flows'
import { readConfig, runService } from '@plumbline/runtime'

/** Polls PeopleSoft and publishes what changed. */
const config = readConfig()
const captures = capturesFrom('peoplesoft')

await runService({
  name: 'ps-poller',
  config,
  writes: prefix => subjectsOf(prefix, captures),
  open: ({ store, telemetry }) => openerFor(config, store, telemetry),
  run: async ({ engine }) => ({ loops: runCaptures(engine, captures), sessions: [] }),
})
