import { type AnyCapture, capture, type Draft, type Entity, type Gone, type Span } from '@plumbline/flow-kit'
import { cost, type ToyVendor, vendor } from './toy-entities.ts'
import type { ToySettings } from './toy-settings.ts'

/** A record as the toy source has it. `id` is unique over all scopes. */
export type ToyRow = {
  id: string
  scope: string
  text: string
  /** Change stamp, ISO UTC; null where the source has none. */
  changed: string | null
  /** A decimal text: what a cost amounts to. */
  amount?: string
  invoice?: string
  /** From that day on (`YYYY-MM-DD`) the text is another one, though no row changes. */
  turns?: { on: string; text: string }
}

/** A source in memory, with calls that can be counted and faults that have names. */
export type ToySource = {
  rows: Map<string, ToyRow>
  /** Records that are gone, with the proof that a read by id gives; without an entry nothing is shown for them. */
  gone: Map<string, string>
  /** Every call of `read`, in order. */
  reads: { scope: string; span: Span }[]
  /** Its own present; null: it does not say. */
  present: string | null
  /** Thrown by the next read, after as many records as said. */
  fails: { after: number; error: Error } | null
  /** Runs once, in the middle of the next read: after its first record was taken from the source, before it is handed over. */
  meanwhile: (() => Promise<void>) | null
  put(row: Partial<ToyRow> & { id: string }): void
}

export function toySource(): ToySource {
  const source: ToySource = {
    rows: new Map(),
    gone: new Map(),
    reads: [],
    present: null,
    fails: null,
    meanwhile: null,
    put: row => {
      const before = source.rows.get(row.id)
      source.rows.set(row.id, { scope: 'A', text: `record ${row.id}`, changed: null, ...before, ...row })
    },
  }
  return source
}

function toyCapture<T extends { header: ToyVendor['header'] }, Api>(
  entity: Entity<T>,
  from: 'peoplesoft' | 'procore',
  sourceIn: (api: Api) => ToySource,
  toDraft: (row: ToyRow, text: string) => Omit<Draft<T>, 'header'>,
) {
  return capture<T, ToyRow, Api, ToySettings>({
    name: `${entity.name}.from-toy`,
    entity,
    from,
    scopes: settings => settings.scopes,
    schedule: ({ read = null, compare = null, overlapSeconds = 60, zone = 'UTC' }) => ({
      read,
      compare,
      overlapSeconds,
      zone,
    }),
    read: (api, scope, span) => readRows(sourceIn(api), scope, span),
    present: api => sourceIn(api).present,
    nativeId: row => row.id,
    key: row => row.id,
    stamp: row => row.changed,
    turns: (row, today) => (row.turns && row.turns.on > today ? row.turns.on : null),
    ...(from === 'procore' && { notify: notifications(entity.name) }),
    toCanonical: (row, { today, before }) => {
      const text = row.turns && row.turns.on <= today ? row.turns.text : row.text
      return {
        ...toDraft(row, text),
        header: { ...header(from, row), first_approved_at: before?.header.first_approved_at ?? null },
      } as Draft<T>
    },
  })
}

/** As Procore tells of changes; PeopleSoft tells nothing. */
function notifications(resource: string): NonNullable<AnyCapture['notify']> {
  return {
    resources: [resource],
    locate: ({ id, projectId }) =>
      projectId === null ? null : id === null ? { sweep: projectId } : { scope: projectId, id },
  }
}

async function* readRows(source: ToySource, scope: string, span: Span): AsyncIterable<ToyRow | Gone> {
  source.reads.push({ scope, span })
  const { fails, meanwhile } = source
  source.fails = null
  source.meanwhile = null
  let given = 0
  // A copy: the source as it was when it answered.
  const answer = [...found(source, scope, span)].map(one => ({ ...one }))
  await meanwhile?.()
  for (const one of answer) {
    if (fails && given === fails.after) throw fails.error
    given++
    yield one
  }
  if (fails) throw fails.error
}

function* found(source: ToySource, scope: string, span: Span): Iterable<ToyRow | Gone> {
  if (typeof span === 'object' && 'ids' in span) {
    for (const id of span.ids) {
      const row = source.rows.get(id)
      const proof = source.gone.get(id)
      if (row?.scope === scope) yield row
      else if (proof !== undefined) yield { gone: id, at: null, proof }
    }
    return
  }
  for (const row of source.rows.values()) {
    if (row.scope !== scope) continue
    if (span === 'all') yield row
    else if (row.changed !== null && row.changed >= span.changedFrom && row.changed <= span.changedTo)
      yield row
  }
}

export function header(from: 'peoplesoft' | 'procore', row: Pick<ToyRow, 'changed'>) {
  return {
    origin_system: from,
    company_id: null,
    project_id: null,
    project_number: null,
    source_created_raw: null,
    source_created_at: null,
    source_updated_raw: row.changed,
    source_updated_at: row.changed,
    actor_id: null,
    foreign_origin_id: null,
    first_approved_at: null,
    extras: {},
  }
}

/** Vendors out of a source that stands in PeopleSoft's place. */
export const vendorFromToy = toyCapture(
  vendor,
  'peoplesoft',
  (api: { vendors: ToySource }) => api.vendors,
  (row, text) => ({ setid: row.scope, vendor_id: row.id, name1: readable(row, text) }),
)

/** Costs out of a source that stands in Procore's place. */
export const costFromToy = toyCapture(
  cost,
  'procore',
  (api: { costs: ToySource }) => api.costs,
  (row, text) => ({
    direct_cost_id: row.id,
    description: readable(row, text),
    invoice_number: row.invoice ?? null,
    grand_total: row.amount ?? null,
  }),
)

/** The text of a row; one that says `unreadable` stands for what a mapping stumbles over. */
function readable(row: ToyRow, text: string): string {
  if (text === 'unreadable') throw new Error(`${row.id} has a status that nobody has heard of`)
  return text
}
