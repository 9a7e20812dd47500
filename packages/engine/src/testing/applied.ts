import type { AnyApply, AnyPostingApply, AnyStateApply } from '@plumbline/flow-kit'
import { deliverPosting } from '../apply/deliver-posting.ts'
import { deliverState } from '../apply/deliver-state.ts'
import { followPostings } from '../apply/follow.ts'
import { Known } from '../apply/known.ts'
import { sorter } from '../apply/sort.ts'
import type { Place } from '../apply/turn.ts'
import type { Engine } from '../engine.ts'
import { entityTopic, eventId, headOf, recordKey } from '../event.ts'
import type { BusRecord, Landed, Received } from '../ports/index.ts'
import type { TestEngine } from './test-engine.ts'

export type Change = {
  key: string
  revision: number
  /** Name of a vendor, or amount of a cost. */
  text: string
  operation?: 'put' | 'delete'
  origin?: 'peoplesoft' | 'procore'
  invoice?: string
}

const NOBODY = {
  deletion_proof: null,
  company_id: null,
  project_id: null,
  project_number: null,
  source_created_raw: null,
  source_created_at: null,
  source_updated_raw: null,
  source_updated_at: null,
  actor_id: null,
  foreign_origin_id: null,
  first_approved_at: null,
  extras: {},
}

/** The event of a change as a capture publishes it. */
export function eventOf(test: TestEngine, entity: AnyApply['entity'], change: Change): BusRecord {
  const { engine, connectionId, clock } = test
  const { key, revision, text, operation = 'put' } = change
  const at = clock.now()
  const origin = entity.name === 'vendor' ? 'peoplesoft' : 'procore'
  const header = {
    ...NOBODY,
    ...{ key, revision, operation, captured_by: 'poll', captured_at: at.toISOString() },
    deleted_at: operation === 'delete' ? at.toISOString() : null,
    origin_system: change.origin ?? origin,
  }
  const content =
    entity.name === 'vendor'
      ? { setid: 'SHARE', vendor_id: key, name1: text }
      : { direct_cost_id: key, description: key, grand_total: text, invoice_number: change.invoice ?? null }
  const { value, fingerprint } = engine.codec.encode(entity.schema, { header, ...content })
  const head = headOf({
    id: eventId(connectionId, entity.name, key, revision),
    ...{ connectionId, entity: entity.name, key, at, fingerprint, traceparent: null },
  })
  return {
    topic: entityTopic(test.prefix, entity.name),
    key: recordKey(connectionId, key),
    value,
    headers: engine.heads.toHeaders(head),
  }
}

const nextOffsets = new Map<string, bigint>()

/** Lands changes as one batch of a partition, without Kafka in between. */
export async function land(test: TestEngine, apply: AnyApply, ...changes: Change[]): Promise<Landed> {
  return await landRecords(
    test,
    apply,
    changes.map(change => eventOf(test, apply.entity, change)),
  )
}

/** Lands what was minted since it was last carried, as if Kafka had brought it. */
export async function carry(test: TestEngine, apply: AnyApply): Promise<Landed> {
  const name = `${test.prefix}.${apply.name}`
  const after = carried.get(name) ?? '0'
  const rows = await test.sql<Pick<BusRecord, 'value' | 'headers'> & { id: string; key: string }>(
    'select id, record_key as key, value, headers from outbox where id > $1 order by id',
    [after],
  )
  carried.set(name, rows.at(-1)?.id ?? after)
  return await landRecords(test, apply, rows)
}

const carried = new Map<string, string>()

async function landRecords(
  test: TestEngine,
  apply: AnyApply,
  given: Pick<BusRecord, 'key' | 'value' | 'headers'>[],
): Promise<Landed> {
  const topic = entityTopic(test.prefix, apply.entity.name)
  const at = { group: `${test.prefix}.${apply.name}`, topic, partition: 0 }
  const first = nextOffsets.get(at.group) ?? 0n
  const next = first + BigInt(given.length)
  const now = test.clock.now()
  if (first === 0n)
    await test.engine.ledger.landing.begin({ ...at, next: 0n, doubtBelow: 0n, postings: [], now })
  const records = given.map(({ key, value, headers }, index): Received => {
    return { offset: first + BigInt(index), key, value, headers }
  })
  const sorted = await sorter(test.engine, [apply], null)({ ...at, from: first, next, records })
  const order = { ...at, first, next, ...sorted, who: test.engine.who, now }
  const landed = await test.engine.ledger.landing.land(order)
  if (typeof landed === 'string') throw new Error(`not landed: ${landed}`)
  nextOffsets.set(at.group, next)
  return landed
}

/** The place of an apply in a process, with what that process knows of the target. */
export function placeOf<A extends AnyApply>(
  test: TestEngine,
  apply: A,
  engine: Engine = test.engine,
): Place<A> & { known: Known } {
  return {
    engine,
    apply,
    // What the settings are now, each time it is asked.
    get live() {
      return engine.connections.get(test.connectionId)!
    },
    known: new Known(engine),
  }
}

/** Takes turns until nothing is due; gives how many. */
export async function deliver(
  place: Place<AnyStateApply | AnyPostingApply> & { known: Known },
): Promise<number> {
  for (let turns = 0; ; turns++) {
    if (turns > 100) throw new Error('there is always something due')
    const { engine, apply, live, known } = place
    const some =
      apply.effect === 'state'
        ? await deliverState({ engine, apply, live }, known)
        : await deliverPosting({ engine, apply, live }, known)
    if (!some) return turns
  }
}

/** Looks at what is followed, then settles what that brought. */
export async function followUp(
  test: TestEngine,
  place: Place<AnyPostingApply> & { known: Known },
): Promise<void> {
  test.clock.forward(test.engine.timing.followMs)
  while (await followPostings(place));
  await deliver(place)
}

export type RowNow = {
  revision: number
  epoch: number
  operation: string
  state: string
  code: string | null
  why: string | null
  attempt: number
  scope: string
  id: string
}

/** The rows of a key, oldest revision first. */
export async function rowsOf(test: TestEngine, key: string): Promise<RowNow[]> {
  return await test.sql<RowNow>(
    `select d.id, d.revision::int as revision, d.epoch, d.operation, d.state, d.code, d.why, d.attempt, l.scope
       from delivery d join lane l on l.id = d.lane_id where l.key = $1 order by l.scope, d.revision, d.epoch`,
    [key],
  )
}

/** `1 applied` for each row of a key, with its code. */
export async function statesOf(test: TestEngine, key: string): Promise<string[]> {
  return (await rowsOf(test, key)).map(({ revision, state, code }) =>
    [revision, state, code].filter(one => one !== null).join(' '),
  )
}

/** `1 intended` for each decision about a key, with its code, oldest first. */
export async function decisionsOf(test: TestEngine, key: string): Promise<string[]> {
  const rows = await test.sql<{ revision: string | null; decision: string; code: string | null }>(
    'select revision, decision, code from audit where key = $1 order by id',
    [key],
  )
  return rows.map(({ revision, decision, code }) =>
    [revision ?? '-', decision, code].filter(one => one !== null).join(' '),
  )
}
