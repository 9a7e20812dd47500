import { openerFor } from '@plumbline/connections'
import { landEvents, runApplies } from '@plumbline/engine'
import { appliesTo } from '@plumbline/flows'
import { countLanded, runService } from '@plumbline/runtime'

/** Carries events from their topics to Procore. */
const applies = appliesTo('procore')

await runService({
  name: 'procore-writer',
  settings: {},
  writes: () => ({}),
  open: ({ config, store, telemetry }) => openerFor(config, store, telemetry),
  run: async ({ engine, telemetry }) => ({
    loops: runApplies(engine, applies),
    sessions: [landEvents(engine, applies, `${engine.prefix}.procore-writer`, countLanded(telemetry))],
  }),
})
