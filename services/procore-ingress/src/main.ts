import { openerFor, openPorts } from '@plumbline/connections'
import { consumeNotices, notificationTopic, runCaptures } from '@plumbline/engine'
import { capturesFrom, subjectsOf } from '@plumbline/flows'
import { readConfig, runService } from '@plumbline/runtime'
import { IngressConfig } from './config.ts'
import { keepHooks } from './hooks.ts'
import { readStoredNotices } from './notices.ts'
import { startWebhooks } from './webhooks.ts'

/** Takes Procore's webhooks in, reads what they point at, sweeps what they miss, and publishes what changed. */
const config = readConfig(IngressConfig)
const captures = capturesFrom('procore')

await runService({
  name: 'procore-ingress',
  config,
  writes: prefix => ({
    ...subjectsOf(prefix, captures),
    [`${notificationTopic(prefix)}-value`]: 'plumbline.v1.Notification',
  }),
  open: ({ store, telemetry }) => openerFor(config, store, telemetry),
  run: async ({ engine, store, telemetry }) => {
    const ports = openPorts(config, store, telemetry)
    const webhooks = await startWebhooks(engine, ports, telemetry, config)
    return {
      loops: [...runCaptures(engine, captures), keepHooks(engine, ports, captures)],
      sessions: [consumeNotices(engine, captures, readStoredNotices)],
      close: () => webhooks.close(),
    }
  },
})
