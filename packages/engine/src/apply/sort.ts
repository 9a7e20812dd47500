import type { AnyApply, Canonical } from '@plumbline/flow-kit'
import type { Live } from '../connection-book.ts'
import type { Engine } from '../engine.ts'
import { deadLetterTopic, entityTopic, eventId, readRecordKey } from '../event.ts'
import {
  type Batch,
  type LandOrder,
  type LandRecord,
  type LostRecord,
  partitionName,
  type Received,
} from '../ports/index.ts'

/** So many records in a row of schemas that the registry does not know: something is wrong with it, not with them. */
const SUSPICIOUS = 20

type Sorted = Pick<LandOrder, 'records' | 'lost' | 'versions'>

/** Puts received records where they belong: among the rows, or among the dead letters with the reason. */
export function sorter(
  engine: Engine,
  applies: AnyApply[],
  only: string | null,
): (batch: Batch) => Promise<Sorted> {
  /** Records of unknown schemas at the end of what was last read, by partition. */
  const strangeAtEnd = new Map<string, number>()

  return async batch => {
    const sorted: Sorted = { records: [], lost: [], versions: new Map() }
    let strange = strangeAtEnd.get(partitionName(batch)) ?? 0
    const connectionOf = remembered((id: string) => openConnection(engine, id))
    for (const record of batch.records) {
      const from = readRecordKey(record.key ?? '')
      if (only !== null && from?.connectionId !== only) continue
      try {
        if (!from) throw new RecordFault('unknown-connection', `"${record.key}" is not a record key`)
        const live = await connectionOf(from.connectionId)
        sorted.records.push(await landRecord(engine, applies, batch.topic, record, live, from.key))
        sorted.versions.set(live.id, live.version)
        strange = 0
      } catch (error) {
        if (!isRecordsFault(error)) throw error
        strange = SCHEMA_FAULTS.has(error.code) ? strange + 1 : 0
        if (strange >= SUSPICIOUS)
          throw new Error(
            `registry-suspect: ${strange} records in a row have schemas that the registry does not know (${error.message}); nothing is landed until it does`,
            { cause: error },
          )
        sorted.lost.push(lost(engine, applies, batch, record, error))
      }
    }
    strangeAtEnd.set(partitionName(batch), strange)
    return sorted
  }
}

function remembered<T>(ask: (id: string) => Promise<T>): (id: string) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return id => {
    const answer = known.get(id) ?? ask(id)
    known.set(id, answer)
    return answer
  }
}

/** @throws RecordFault for one that nobody has stored; another error for one that cannot be used now */
async function openConnection({ connections, ledger }: Engine, id: string): Promise<Live> {
  const known = connections.get(id)
  if (known) return known
  // It may have come this very second, and others may have taken it up before us.
  await connections.refresh()
  const live = connections.get(id)
  if (live) return live
  const stored = (await ledger.connections.list()).find(one => one.id === id)
  if (!stored) throw new RecordFault('unknown-connection', `connection ${id} is not known here`)
  throw new Error(`connection-unusable: ${stored.name} cannot be opened here, so its events wait`)
}

async function landRecord(
  { prefix, heads, codec }: Engine,
  applies: AnyApply[],
  topic: string,
  received: Received,
  live: Live,
  key: string,
): Promise<LandRecord> {
  if (received.value === null)
    throw new RecordFault('wrong-record', 'the record has no value; a deletion is an event too')
  const head = heads.fromHeaders(received.headers)
  const decoded = await codec.decode(received.value, head?.fingerprint ?? undefined)
  const value = decoded.value as Canonical
  const own = applies.filter(apply => entityTopic(prefix, apply.entity.name) === topic)
  const { name: entity, schema } = own[0]!.entity
  if (decoded.name !== schema)
    throw new RecordFault('wrong-record', `the record is a ${decoded.name}, not a ${schema}`)
  const { header } = value
  if (header.key !== key)
    throw new RecordFault('wrong-record', `the record's key is ${key}, its header says ${header.key}`)
  if (key.includes('\0')) throw new RecordFault('wrong-record', 'the key holds a zero character')
  // What was born in a system is not carried back to it, unless an apply says that it brings there something else.
  const wanted = own.filter(apply => apply.to !== header.origin_system || apply.returns)
  return {
    offset: received.offset,
    connectionId: live.id,
    entity,
    key,
    revision: header.revision,
    operation: header.operation,
    origin: header.origin_system,
    eventId: eventId(live.id, entity, key, header.revision),
    fingerprint: head?.fingerprint ?? null,
    traceparent: head?.traceparent ?? null,
    value: received.value,
    changedAt: new Date(header.source_updated_at ?? header.captured_at),
    applies: wanted.map(({ name: apply, to, effect, ...flow }) => ({
      ...{ apply, to, effect },
      scopes: [...new Set(scopesOf(() => flow.scopes(value, live.settings)))],
    })),
  }
}

function scopesOf(scopes: () => string[]): string[] {
  try {
    return scopes()
  } catch (error) {
    throw new RecordFault('mapping-failed', error instanceof Error ? error.message : String(error))
  }
}

/** Something is wrong with the record itself. */
class RecordFault extends Error {
  readonly code: string
  constructor(code: string, why: string) {
    super(why)
    this.code = code
  }
}

/** Faults of a record that may as well be the registry's, e.g. one that was restored from an old copy (DESIGN A11). */
const SCHEMA_FAULTS = new Set(['unknown-schema-id', 'fingerprint-mismatch'])
const RECORD_FAULTS = new Set([
  ...SCHEMA_FAULTS,
  'incompatible-schema',
  'not-wire-format',
  'bad-value',
  'unknown-connection',
  'wrong-record',
  'mapping-failed',
])

/** True for what is wrong with the record itself; what is wrong with registry or ledger must not kill records. */
function isRecordsFault(error: unknown): error is Error & { code: string } {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return typeof code === 'string' && RECORD_FAULTS.has(code)
}

function lost(
  { prefix, connections, heads, who }: Engine,
  applies: AnyApply[],
  { topic, partition }: Batch,
  { offset, key, value, headers }: Received,
  { code, message: why }: Error & { code: string },
): LostRecord {
  const from = readRecordKey(key ?? '')
  const entity = applies.find(apply => entityTopic(prefix, apply.entity.name) === topic)!.entity.name
  const known = from !== null && !from.key.includes('\0') && connections.get(from.connectionId) !== null
  return {
    offset,
    letter: {
      topic: deadLetterTopic(prefix),
      key: key ?? '',
      value: value ?? Buffer.alloc(0),
      headers: {
        ...headers,
        plumbline_dead_code: code,
        plumbline_dead_why: why,
        plumbline_dead_topic: topic,
        plumbline_dead_offset: String(offset),
      },
    },
    audit: known
      ? {
          ...{ connectionId: from.connectionId, entity, key: from.key, revision: null },
          ...{
            flow: 'land',
            scope: '',
            decision: 'dead-lettered',
            code,
            why,
            who,
            before: null,
            after: null,
          },
          traceparent: heads.fromHeaders(headers)?.traceparent ?? null,
          position: `${topic}/${partition}@${offset}`,
        }
      : null,
  }
}
