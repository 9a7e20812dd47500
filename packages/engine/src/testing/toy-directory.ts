import { stateApply } from '@plumbline/flow-kit'
import { called, type ToyCalls } from './toy-books.ts'
import { type ToyVendor, vendor } from './toy-entities.ts'
import { heldBack, type ToySettings, waitedFor } from './toy-settings.ts'

/** What the directory is sent about one vendor; it knows its records again by `id`, else by `key`. */
export type ToyBody = { key: string; name: string; gone: boolean; id?: string }

/** What the directory shows. */
export type ToySeen = { key: string | null; name: string; gone: boolean }

/** A target in memory that is made equal: a bulk upsert by our key. */
export type ToyDirectory = ToyCalls<ToyBody> & {
  /** Records by scope and target id, e.g. `T/1`. */
  records: Map<string, ToySeen>
  /** Records that were made, and updates that changed nothing: what a second run would add to. */
  counts: { created: number; updated: number; unchanged: number }
  facts: unknown
  /** How often facts and survey were asked for. */
  asked: { facts: number; survey: number }
}

export function toyDirectory(): ToyDirectory {
  return {
    calls: [],
    faults: [],
    items: new Map(),
    records: new Map(),
    counts: { created: 0, updated: 0, unchanged: 0 },
    facts: null,
    asked: { facts: 0, survey: 0 },
  }
}

type Api = { directory: ToyDirectory }

/** Vendors into the directory, a state flow. A record there without a key matches by its name. */
export const vendorToToy = stateApply<ToyVendor, ToyBody, Api, ToySettings, ToySeen, unknown>({
  name: 'vendor.to-toy',
  entity: vendor,
  to: 'procore',
  batch: 50,
  scopes: (_, { targets }) => targets ?? ['T'],
  facts: async ({ directory }) => {
    directory.asked.facts++
    return directory.facts
  },
  refs: ({ header }, _, settings) => waitedFor(settings, header.key),
  toTarget: (value, { settings, link, meta, own }) =>
    heldBack(settings, meta.key, link) ?? {
      do: 'send',
      body: {
        ...{ key: meta.key, name: value.name1, gone: meta.op !== 'put' },
        ...(own?.by === 'adopted' && { id: own.nativeId }),
      },
    },
  write: async ({ directory }, scope, bodies) =>
    called(
      directory,
      scope,
      bodies,
      body => body.key,
      body => {
        const targetId = upsert(directory, scope, body)
        return { is: 'applied', targetId, seen: directory.records.get(targetId)! }
      },
    ),
  survey: async function* ({ directory }, scope) {
    directory.asked.survey++
    for (const [targetId, seen] of directory.records)
      if (targetId.startsWith(`${scope}/`)) yield { targetId, seen }
  },
  match: (value, among) => among.filter(({ seen }) => seen.key === null && seen.name === value.name1),
  owned: x => {
    const { name, gone } = 'body' in x ? x.body : x.seen
    return { name, gone }
  },
})

function upsert(directory: ToyDirectory, scope: string, { id, key, name, gone }: ToyBody): string {
  const { records, counts } = directory
  const ours = [...records].filter(([targetId]) => targetId.startsWith(`${scope}/`))
  const known =
    ours.find(([targetId]) => targetId === id) ??
    ours.find(([, seen]) => seen.key === key) ??
    ours.find(([, seen]) => seen.key === null && seen.name === name)
  const targetId = known?.[0] ?? `${scope}/${records.size + 1}`
  const change = !known ? 'created' : same(known[1], { key, name, gone }) ? 'unchanged' : 'updated'
  counts[change]++
  records.set(targetId, { key, name, gone })
  return targetId
}

const same = (a: ToySeen, b: ToySeen): boolean => a.key === b.key && a.name === b.name && a.gone === b.gone
