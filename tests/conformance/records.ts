import {
  type AnyCapture,
  type Canonical,
  type Draft,
  type Gone,
  isGone,
  type Span,
} from '@plumbline/flow-kit'
import { type Systems, TODAY } from './systems.ts'

const READ_AT = `${TODAY}T15:00:00.000Z`

/** A record as it was read, and what the capture makes of it. */
export type Record = {
  nativeId: string
  key: string
  stamp: string | null
  raw: unknown
  draft: Draft<Canonical>
}

/** Reads records of one scope, by native id; fails where one comes twice or something is called gone. */
export async function readRecords(
  capture: AnyCapture,
  systems: Systems,
  scope: string,
  span: Span,
): Promise<Map<string, Record>> {
  const { records, gone } = await readBoth(capture, systems, scope, span)
  if (gone.length > 0) throw new Error(`${capture.name} calls ${gone[0]!.gone} gone: ${gone[0]!.proof}`)
  const byId = new Map(records.map(one => [one.nativeId, one]))
  if (byId.size < records.length) throw new Error(`${capture.name} brings a record twice`)
  return byId
}

/** The same, with what is said to be gone. */
export async function readBoth(
  capture: AnyCapture,
  systems: Systems,
  scope: string,
  span: Span,
): Promise<{ records: Record[]; gone: Gone[] }> {
  const all = await Array.fromAsync(
    capture.read(systems.apis[capture.from], scope, span, systems.settings) as AsyncIterable<unknown>,
  )
  return {
    records: all.filter(one => !isGone(one)).map(raw => toRecord(capture, systems, raw)),
    gone: all.filter(isGone),
  }
}

function toRecord(capture: AnyCapture, systems: Systems, raw: unknown): Record {
  return {
    nativeId: capture.nativeId(raw),
    key: capture.key(raw),
    stamp: capture.stamp(raw, systems.settings),
    raw,
    draft: draftOf(capture, systems, raw),
  }
}

/** What the capture makes of one thing that was read, on the battery's day. */
export function draftOf(capture: AnyCapture, { settings }: Systems, raw: unknown): Draft<Canonical> {
  return capture.toCanonical(raw, { settings, today: TODAY, readAt: READ_AT, before: null })
}

/** A draft with what the engine adds when it mints a revision. */
export function minted({ key, draft }: Pick<Record, 'key' | 'draft'>, revision = 1): Canonical {
  return {
    ...draft,
    header: {
      ...draft.header,
      key,
      revision,
      operation: 'put',
      deleted_at: null,
      deletion_proof: null,
      captured_at: READ_AT,
      captured_by: 'poll',
    },
  }
}

/** The value, in which nothing can be changed any more: a mapping that tries throws. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const one of Object.values(value)) frozen(one)
  return value
}
