import { capture, type Gone, stateApply } from '@plumbline/flow-kit'
import { type ToyDirectory, type ToySeen, vendorToToy } from './toy-directory.ts'
import { type ToyVendor, vendor } from './toy-entities.ts'
import type { ToySettings } from './toy-settings.ts'
import { header, type ToyRow, type ToySource, vendorFromToy } from './toy-source.ts'

/** Vendors that were born in the directory, into the source that stands in PeopleSoft's place: the way back. */
export const vendorToSource = stateApply<
  ToyVendor,
  { key: string; text: string },
  { vendors: ToySource },
  ToySettings,
  { text: string }
>({
  name: 'vendor.to-source',
  entity: vendor,
  to: 'peoplesoft',
  batch: 50,
  scopes: (_, { scopes }) => scopes.slice(0, 1),
  toTarget: (value, { meta }) => ({ do: 'send', body: { key: meta.key, text: value.name1 } }),
  write: async ({ vendors }, scope, bodies) =>
    bodies.map(({ key, text }) => {
      const targetId = `made for ${key}`
      vendors.put({ id: targetId, scope, text })
      return { is: 'applied', targetId, seen: { text } }
    }),
  survey: async function* () {},
  owned: x => ('body' in x ? x.body : x.seen).text,
})

/** Vendors as `vendorFromToy` reads them, where that apply writes too. */
export const vendorFromSource: typeof vendorFromToy = {
  ...vendorFromToy,
  twin: {
    apply: vendorToSource,
    scope: (row: ToyRow) => row.scope,
    seen: ({ text }: ToyRow) => ({ text }),
    conflict: settings => settings.conflict ?? 'origin-wins',
    alike: ({ name1 }) => name1.toLowerCase(),
  },
}

/** A record of the directory as it was when it was read. */
type ToyEntry = { id: string; seen: ToySeen }

/**
 * Vendors out of the directory that vendors are written to: records that a person made there are of their own, the others
 * are copies of ours. `meanwhile` of the costs, which stand beside it, runs once while it answers.
 */
export const vendorFromDirectory = capture<
  ToyVendor,
  ToyEntry,
  { directory: ToyDirectory; costs: ToySource },
  ToySettings
>({
  name: 'vendor.from-directory',
  entity: vendor,
  from: 'procore',
  scopes: ({ targets }) => targets ?? ['T'],
  schedule: ({ read = null, compare = null, zone = 'UTC' }) => ({ read, compare, overlapSeconds: 60, zone }),
  read: ({ directory, costs }, scope, span) => readEntries(directory, costs, scope, span),
  present: () => null,
  nativeId: entry => entry.id,
  key: entry => `pc:${entry.id}`,
  stamp: () => null,
  toCanonical: entry => ({
    header: header('procore', { changed: null }),
    ...{ setid: 'SHARE', vendor_id: entry.id, name1: entry.seen.name },
  }),
  twin: {
    apply: vendorToToy,
    scope: ({ id }) => id.split('/')[0]!,
    seen: ({ seen }) => seen,
    marker: ({ seen }) => seen.key,
    conflict: settings => settings.conflict ?? 'origin-wins',
    alike: ({ name1 }) => name1.toLowerCase(),
    same: (mine, other) => (mine.name1 === other.name1 ? 'certain' : 'maybe'),
    others: ({ scopes }) => scopes.map(scope => ({ capture: vendorFromToy.name, scope })),
  },
})

async function* readEntries(
  directory: ToyDirectory,
  beside: ToySource,
  scope: string,
  span: unknown,
): AsyncIterable<ToyEntry | Gone> {
  const ids = typeof span === 'object' && span !== null && 'ids' in span ? (span.ids as string[]) : null
  const answer = [...directory.records]
    .filter(([id]) => (ids ? ids.includes(id) : id.startsWith(`${scope}/`)))
    .map(([id, seen]) => ({ id, seen }))
  const { meanwhile } = beside
  beside.meanwhile = null
  await meanwhile?.()
  yield* answer
  for (const id of ids ?? [])
    if (!directory.records.has(id))
      yield { gone: id, at: null, proof: '404 by id while the directory answers' }
}
