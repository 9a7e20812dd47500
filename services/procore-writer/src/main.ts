import { openerFor } from '@plumbline/connections'
import { landEvents, runApplies } from '@plumbline/engine'
import { appliesTo } from '@plumbline/flows'
import { countLanded, readConfig, runService } from '@plumbline/runtime'

/** Carries events from their topics to Procore. */
const config = readConfig()
const applies = appliesTo('procore')

await runService({
  name: 'procore-writer',
  config,
  writes: () => ({}),
  open: ({ store, telemetry }) => openerFor(config, store, telemetry),
  run: async ({ engine, telemetry }) => ({
    loops: runApplies(engine, applies),
    sessions: [landEvents(engine, applies, `${engine.prefix}.procore-writer`, countLanded(telemetry))],
  }),
})
