import type { Settings } from '@plumbline/flows'
import Big from 'big.js'

type Row = Record<string, unknown>

/** The sandboxes' rows that are compared, by collection or record. */
export const orderCollections = {
  procore: ['commitments', 'commitment_line_items', 'change_order_packages', 'change_order_line_items'],
  peoplesoft: ['PO_HDR', 'PO_LINE', 'PO_LINE_DISTRIB', 'JRNL_HEADER', 'JRNL_LN'],
} as const
type Collection = (typeof orderCollections)['procore' | 'peoplesoft'][number]
export type OrderState = Record<Collection, Row[]>

type Project = Settings['projects'][number]

/** One record of either side, with what it comes to on both; null where that side has none of it. */
export type Compared = {
  what: 'order of PeopleSoft' | 'commitment of Procore' | 'change order'
  key: string
  project: string
  source: string | null
  target: string | null
}

/**
 * Orders, commitments and change orders as the sandboxes themselves show them: nothing of Plumbline's is asked, but for
 * the keys in `left`, which are listed as not arrived. Orders of PeopleSoft come to what their distributions say, where
 * they are cancelled to what was vouchered; commitments to their lines and approved change orders.
 */
export function compareOrders(
  state: OrderState,
  { projects, mappings }: Pick<Settings, 'projects' | 'mappings'>,
  left: ReadonlySet<string>,
): Compared[] {
  const offsets = mappings
    .flatMap(one => one.offsets)
    .filter(one => one.flow === 'change-order')
    .map(one => one.account)
  const pairs = [
    ['order of PeopleSoft', peoplesoftOrders(state, projects), markedCommitments(state)],
    ['commitment of Procore', procoreCommitments(state, projects), markedOrders(state)],
    ['change order', approvedChanges(state, projects), memoJournals(state, offsets)],
  ] as const
  return pairs.flatMap(([what, sources, targets]) =>
    [...new Set([...sources.keys(), ...targets.keys()])]
      .filter(key => !left.has(key))
      .sort()
      .map(key => ({
        what,
        key,
        project: projectIn(key),
        source: sources.get(key)?.toFixed(2) ?? null,
        target: targets.get(key)?.toFixed(2) ?? null,
      })),
  )
}

/** Both sides say the same; what comes to nothing needs no other side. */
export const agrees = ({ source, target }: Compared): boolean => Big(source ?? 0).eq(target ?? 0)

type Sums = Map<string, Big>

function peoplesoftOrders(state: OrderState, projects: Project[]): Sums {
  const sent = ['A', 'D', 'C', 'X']
  const own = new Set(
    state.PO_HDR.filter(row => sent.includes(String(row.PO_STATUS)) && !keyInRef(row)).map(orderOf),
  )
  const cancelled = cancelledLines(state)
  return summed(
    state.PO_LINE_DISTRIB.flatMap(row => {
      const project = projects.find(
        one => one.bu_pc === row.BUSINESS_UNIT_PC && one.project_id === row.PROJECT_ID,
      )
      if (!project || !own.has(orderOf(row))) return []
      const amount = cancelled.has(lineOf(row)) ? row.AMT_MATCHED : row.MERCHANDISE_AMT
      return [[`ps:${orderOf(row)}:${project.procore_id}`, amount]]
    }),
  )
}

/** Their lines, and what was made of later revisions: change orders of ours. */
function markedCommitments(state: OrderState): Sums {
  const { commitments, commitment_line_items } = state
  const ours = new Map(
    commitments
      .filter(row => String(row.origin_id ?? '').startsWith('ps:') && !row.deleted_at)
      .map(row => [String(row.id), String(row.origin_id)]),
  )
  const revisions = new Map(
    state.change_order_packages
      .filter(row => isApproved(row) && isRevision(row))
      .map(row => [String(row.id), ours.get(String(row.contract_id))]),
  )
  const of = (key: string | undefined, amount: unknown): [string, unknown][] => (key ? [[key, amount]] : [])
  return summed([
    ...commitment_line_items.flatMap(row => of(ours.get(String(row.commitment_id)), row.amount)),
    ...state.change_order_line_items.flatMap(row =>
      of(revisions.get(String(row.change_order_package_id)), row.amount),
    ),
  ])
}

/** What Plumbline made of a revision of an order is no change order of Procore's own. */
const isRevision = (row: Row): boolean => String(row.origin_id ?? '').startsWith('plumbline:')

function procoreCommitments(state: OrderState, projects: Project[]): Sums {
  const keys = new Map(
    state.commitments
      .filter(row => row.status === 'Approved' && !row.origin_id && !row.deleted_at)
      .filter(row => projects.some(one => one.procore_id === String(row.project_id)))
      .map(row => [String(row.id), `pc:${String(row.project_id)}:${String(row.id)}`]),
  )
  const contracts = new Map(
    state.change_order_packages.filter(isApproved).map(row => [String(row.id), String(row.contract_id)]),
  )
  const of = (contract: string | undefined, amount: unknown): [string, unknown][] => {
    const key = contract === undefined ? undefined : keys.get(contract)
    return key ? [[key, amount]] : []
  }
  return summed([
    ...state.commitment_line_items.flatMap(row => of(String(row.commitment_id), row.amount)),
    ...state.change_order_line_items.flatMap(row =>
      of(contracts.get(String(row.change_order_package_id)), row.amount),
    ),
  ])
}

function markedOrders(state: OrderState): Sums {
  const keys = new Map(
    state.PO_HDR.flatMap(row => {
      const key = keyInRef(row)
      return key && row.PO_STATUS !== 'X' ? [[orderOf(row), key] as const] : []
    }),
  )
  const cancelled = cancelledLines(state)
  return summed(
    state.PO_LINE_DISTRIB.flatMap(row => {
      const key = keys.get(orderOf(row))
      return key && !cancelled.has(lineOf(row)) ? [[key, row.MERCHANDISE_AMT]] : []
    }),
  )
}

function approvedChanges(state: OrderState, projects: Project[]): Sums {
  const keys = new Map(
    state.change_order_packages
      .filter(
        row =>
          isApproved(row) &&
          !isRevision(row) &&
          projects.some(one => one.procore_id === String(row.project_id)),
      )
      .map(row => [String(row.id), `pc-co:${String(row.project_id)}:${String(row.id)}`]),
  )
  return summed(
    state.change_order_line_items.flatMap(row => {
      const key = keys.get(String(row.change_order_package_id))
      return key ? [[key, row.amount]] : []
    }),
  )
}

/** Posted journals of change orders; their lines but for the offsets come to the change. */
function memoJournals({ JRNL_HEADER, JRNL_LN }: OrderState, offsets: string[]): Sums {
  const keys = new Map(
    JRNL_HEADER.filter(row => row.JRNL_HDR_STATUS === 'P').flatMap(row => {
      const [, id, project] =
        /change order (\d+) of commitment \d+, project (\d+)/.exec(String(row.DESCR254)) ?? []
      return id ? [[journalOf(row), `pc-co:${project}:${id}`] as const] : []
    }),
  )
  return summed(
    JRNL_LN.flatMap(row => {
      const key = keys.get(journalOf(row))
      return key && !offsets.includes(String(row.ACCOUNT)) ? [[key, row.MONETARY_AMOUNT]] : []
    }),
  )
}

const isApproved = (row: Row): boolean =>
  row.status === 'approved' && row.type === 'CommitmentContractChangeOrder' && !row.deleted_at

const orderOf = (row: Row): string => `${String(row.BUSINESS_UNIT)}:${String(row.PO_ID)}`
const lineOf = (row: Row): string => `${orderOf(row)}/${String(row.LINE_NBR)}`
const journalOf = (row: Row): string =>
  [row.BUSINESS_UNIT, row.JOURNAL_ID, row.JOURNAL_DATE, row.UNPOST_SEQ ?? 0].join('/')
const cancelledLines = ({ PO_LINE }: OrderState): Set<string> =>
  new Set(PO_LINE.filter(row => row.CANCEL_STATUS === 'X').map(lineOf))

/** The commitment that an order's PO_REF names: project and id in base 36 (docs/purchase-orders.md). */
function keyInRef(row: Row): string | null {
  const [, project, commitment] = /^PLB-([0-9A-Z]+)-([0-9A-Z]+)$/.exec(String(row.PO_REF ?? '').trim()) ?? []
  return project && commitment ? `pc:${parseInt(project, 36)}:${parseInt(commitment, 36)}` : null
}

const projectIn = (key: string): string => (key.startsWith('ps:') ? key.split(':')[3]! : key.split(':')[1]!)

function summed(amounts: (readonly [string, unknown])[] | unknown[][]): Sums {
  const sums: Sums = new Map()
  for (const [name, amount] of amounts as [string, unknown][])
    sums.set(name, (sums.get(name) ?? Big(0)).plus(String(amount)))
  return sums
}
