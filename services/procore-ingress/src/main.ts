import { openerFor, openPorts } from '@plumbline/connections'
import { consumeNotices, notificationTopic, runCaptures } from '@plumbline/engine'
import { capturesFrom, subjectsOf } from '@plumbline/flows'
import { brokersOf, runService } from '@plumbline/runtime'
import { IngressConfig } from './config.ts'
import { keepHooks } from './hooks.ts'
import { storedNoticesReader } from './notices.ts'
import { startWebhooks, webhookBus } from './webhooks.ts'

/** Takes Procore's webhooks in, reads what they point at, sweeps what they miss, and publishes what changed. */
const captures = capturesFrom('procore')

await runService({
  name: 'procore-ingress',
  settings: IngressConfig,
  writes: prefix => ({
    ...subjectsOf(prefix, captures),
    [`${notificationTopic(prefix)}-value`]: 'plumbline.v1.Notification',
  }),
  open: ({ config, store, telemetry }) => openerFor(config, store, telemetry),
  run: async ({ engine, config, store, telemetry }) => {
    const ports = openPorts(config, store, telemetry)
    const bus = webhookBus({
      clientId: 'plumbline-webhooks',
      ...brokersOf(config),
      log: (level, message, fields) => engine.log[level](fields, message),
    })
    const webhooks = await startWebhooks({ ...engine, bus }, ports, telemetry, config)
    return {
      loops: [...runCaptures(engine, captures), keepHooks(engine, ports, captures)],
      sessions: [consumeNotices(engine, captures, storedNoticesReader(engine.log))],
      close: async () => {
        await webhooks.close()
        await bus.close()
      },
    }
  },
})
