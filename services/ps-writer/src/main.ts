import { openerFor } from '@plumbline/connections'
import { landEvents, runApplies } from '@plumbline/engine'
import { appliesTo } from '@plumbline/flows'
import { countLanded, readConfig, runService } from '@plumbline/runtime'

/** Carries events from their topics to PeopleSoft. */
const config = readConfig()
const applies = appliesTo('peoplesoft')

await runService({
  name: 'ps-writer',
  config,
  writes: () => ({}),
  open: ({ store, telemetry }) => openerFor(config, store, telemetry),
  run: async ({ engine, telemetry }) => ({
    loops: runApplies(engine, applies),
    sessions: [landEvents(engine, applies, `${engine.prefix}.ps-writer`, countLanded(telemetry))],
  }),
})
