import { entityTopic, landEvents } from '@plumbline/engine'
import { appliesTo } from '@plumbline/flows'
import { Kafka, type KafkaMessage, logLevel } from 'kafkajs'
import { type Case, runRounds } from '../bench.ts'
import { growth, tableBytes } from '../database.ts'
import { countLanded, named, running } from '../filling.ts'
import type { OpenGround } from '../ground.ts'
import { createTally, type Span } from '../tally.ts'

/** Lands vendor events, new ones and known ones, against a bare kafkajs consumer that decodes the same events. */
export const benchLand: Case = async bench => {
  const { ground, place, signal } = bench
  const { suppliers } = ground.size
  const vendor = named(appliesTo('procore'), 'vendor.to-procore')
  const landOnce = async (open: OpenGround, group: string): Promise<Span> => {
    const tally = createTally('landed', open.statements, signal)
    const session = landEvents(countLanded(open.engine, tally), [vendor], group, () => {})
    return await running([session], () => tally.reached(suppliers))
  }
  const measured = await runRounds(bench, 'land', async ({ number, details }) => {
    const open = await ground.open('captured', 'filled')
    try {
      const before = await tableBytes(open.pool)
      const fresh = await landOnce(open, `${open.prefix}.land-${number}`)
      const grown = growth(before, await tableBytes(open.pool), suppliers)
      const known = await landOnce(open, `${open.prefix}.land-again-${number}`)
      await expectRows(open, suppliers)
      const bare = await readBare(place.kafka, open, `${open.prefix}.bare-${number}`, suppliers, signal)
      details['bytes per record by table'] = grown.byTable
      return [
        { name: 'topic to ledger', unit: '/s', value: suppliers / fresh.seconds },
        { name: 'bare kafkajs and decode', unit: '/s', value: suppliers / bare.seconds },
        { name: 'topic to ledger : bare', unit: '×', value: bare.seconds / fresh.seconds },
        { name: 'replay, all known', unit: '/s', value: suppliers / known.seconds },
        { name: 'replay, all known : bare', unit: '×', value: bare.seconds / known.seconds },
        { name: 'database', unit: 'statements', of: 'record', value: fresh.statements / suppliers },
        { name: 'topic', unit: 'bytes', of: 'record', value: bare.bytes / suppliers },
        { name: 'ledger', unit: 'bytes', of: 'record', value: grown.bytes },
      ]
    } finally {
      await open.close()
    }
  })
  return { size: { records: suppliers }, ...measured }
}

async function expectRows({ pool }: OpenGround, count: number): Promise<void> {
  const { rows } = await pool.query<{ n: number }>(
    "select count(*)::int as n from delivery d join lane l on l.id = d.lane_id where l.apply = 'vendor.to-procore'",
  )
  if (rows[0]!.n !== count) throw new Error(`${rows[0]!.n} rows were landed, not ${count}`)
}

/** What a consumer without a ledger takes, from its first batch to its last record; bytes are keys, values, headers. */
async function readBare(
  broker: string,
  { engine }: OpenGround,
  groupId: string,
  count: number,
  signal: AbortSignal,
): Promise<Span & { bytes: number }> {
  const kafka = new Kafka({ clientId: 'bench', brokers: [broker], logLevel: logLevel.NOTHING })
  const consumer = kafka.consumer({ groupId })
  const tally = createTally('read', () => 0, signal)
  const messages: KafkaMessage[] = []
  await consumer.connect()
  try {
    await consumer.subscribe({ topics: [entityTopic(engine.prefix, 'vendor')], fromBeginning: true })
    await consumer.run({
      eachBatch: async ({ batch }) => {
        tally.begin()
        for (const { value } of batch.messages) await engine.codec.decode(value!)
        messages.push(...batch.messages)
        tally.add(batch.messages.length)
      },
    })
    const span = await tally.reached(count)
    return { ...span, bytes: messages.reduce((sum, message) => sum + bytesOf(message), 0) }
  } finally {
    await consumer.disconnect()
  }
}

const bytesOf = ({ key, value, headers }: KafkaMessage): number =>
  key!.length +
  value!.length +
  Object.entries(headers ?? {})
    .flat()
    .join('').length
