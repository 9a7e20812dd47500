import { openerFor } from '@plumbline/connections'
import { runCaptures } from '@plumbline/engine'
import { capturesFrom, subjectsOf } from '@plumbline/flows'
import { runService } from '@plumbline/runtime'

/** Polls PeopleSoft and publishes what changed. */
const captures = capturesFrom('peoplesoft')

await runService({
  name: 'ps-poller',
  settings: {},
  writes: prefix => subjectsOf(prefix, captures),
  open: ({ config, store, telemetry }) => openerFor(config, store, telemetry),
  run: async ({ engine }) => ({ loops: runCaptures(engine, captures), sessions: [] }),
})
