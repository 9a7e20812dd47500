import { planService } from '@plumbline/demo'
import { notificationTopic } from '@plumbline/engine'
import { type Bench, type Case, runRounds } from '../bench.ts'
import { quantile } from '../figures.ts'
import { type OpenGround, webhookSecret } from '../ground.ts'
import { load } from '../load.ts'
import { answersAt, planProgram, startProgram } from '../program.ts'
import { costAt, projectAt, projectOfCost, type Size } from '../world.ts'

const CONNECTIONS = 32

/** Sends webhooks to the ingress service, against a route that takes the same bodies and does nothing with them. */
export const benchIngress: Case = async bench => {
  // With Procore's own limits: the service reads what the webhooks point at, as slowly as it must.
  await bench.sandboxes.procore.fresh(bench.ground.size)
  const open = await bench.ground.open('empty', 'new')
  try {
    return await loadBoth(bench, open)
  } finally {
    await open.close()
  }
}

async function loadBoth(bench: Bench, open: OpenGround) {
  const { place, ground, signal } = bench
  const { ports, dir } = place
  const requests = ground.size.suppliers
  const headers = { authorization: webhookSecret, 'content-type': 'application/json' }
  const [ours, bare] = [`http://127.0.0.1:${ports.ingress}`, `http://127.0.0.1:${ports.console}`]
  const plan = planService('procore-ingress', dir, ports.procoreIngress, open.env)
  const ready = `http://127.0.0.1:${ports.procoreIngress}/health/ready`
  const service = await startProgram({ ...plan, answers: () => answersAt(ready) }, signal)
  try {
    const route = await startProgram(planProgram('bare-route', dir, [String(ports.console)], bare), signal)
    try {
      let sent = await stored(open)
      const measured = await runRounds(bench, 'ingress', async ({ number }) => {
        const bodies = Array.from({ length: requests }, (_, at) =>
          notice(requests * number + at, ground.size),
        )
        const path = '/webhooks/demo'
        const acknowledged = await load(ours, path, headers, bodies, CONNECTIONS, signal)
        sent += requests
        if ((await stored(open)) !== sent)
          throw new Error(`${await stored(open)} webhooks are in Kafka, ${sent} were acknowledged`)
        const plain = await load(bare, path, headers, bodies, CONNECTIONS, signal)
        return [
          { name: 'acknowledged, safe in Kafka', unit: '/s', value: requests / acknowledged.seconds },
          { name: 'bare fastify route', unit: '/s', value: requests / plain.seconds },
          { name: 'acknowledged : bare', unit: '×', value: plain.seconds / acknowledged.seconds },
          { name: 'answer, half of all within', unit: 'ms', value: quantile(acknowledged.latenciesMs, 0.5) },
          { name: 'answer, 99 % within', unit: 'ms', value: quantile(acknowledged.latenciesMs, 0.99) },
          { name: 'bare answer, 99 % within', unit: 'ms', value: quantile(plain.latenciesMs, 0.99) },
        ]
      })
      return { size: { webhooks: requests, connections: CONNECTIONS }, ...measured }
    } finally {
      await route.stop()
    }
  } finally {
    await service.stop()
  }
}

/** Notifications in the topic. */
async function stored({ engine, prefix }: OpenGround): Promise<number> {
  const extents = await engine.bus.extents([notificationTopic(prefix)])
  return Number(extents.reduce((sum, { latest }) => sum + latest, 0n))
}

/** A v3.0 payload about one of the costs (procore.md §10.2). */
function notice(number: number, size: Size): string {
  const cost = number % size.costs
  const project_id = projectAt(projectOfCost(cost, size)).procore
  return JSON.stringify({
    id: 9_000_000 + number,
    ulid: `01JD${String(number).padStart(22, '0')}`,
    timestamp: new Date().toISOString(),
    event_type: 'update',
    resource_name: 'Direct Costs',
    resource_id: costAt(cost),
    company_id: 4266,
    project_id,
    user_id: 9002,
    api_version: 'v3.0',
    metadata: {
      source_user_id: 9002,
      source_project_id: project_id,
      source_company_id: 4266,
      source_application_id: null,
      source_operation_id: null,
    },
    related_resources: [],
  })
}
