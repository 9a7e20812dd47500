import { openerFor } from '@plumbline/connections'
import { landEvents, runApplies } from '@plumbline/engine'
import { appliesTo } from '@plumbline/flows'
import { countLanded, runService } from '@plumbline/runtime'

/** Carries events from their topics to PeopleSoft. */
const applies = appliesTo('peoplesoft')

await runService({
  name: 'ps-writer',
  settings: {},
  writes: () => ({}),
  open: ({ config, store, telemetry }) => openerFor(config, store, telemetry),
  run: async ({ engine, telemetry }) => ({
    loops: runApplies(engine, applies),
    sessions: [landEvents(engine, applies, `${engine.prefix}.ps-writer`, countLanded(telemetry))],
  }),
})
