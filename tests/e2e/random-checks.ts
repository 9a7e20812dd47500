import { agrees, compareOrders, type OrderState, orderCollections } from '@plumbline/demo'
import type { Settings } from '@plumbline/flows'
import { bookedInPeoplesoft, bookedInProcore } from './books.ts'
import { leversOf } from './levers.ts'
import type { Row } from './random-hands.ts'
import { readExceptions, type TestSystem } from './system.ts'

export type Listed = Awaited<ReturnType<typeof readExceptions>>[number]

/** What stands more than once. */
const twice = (values: unknown[]): unknown[] => values.filter((value, at) => values.indexOf(value) !== at)

/** Costs by project, account and month, on both sides; those that are listed are left out on both. */
export async function compareCosts(system: TestSystem, listed: Listed[]) {
  const left = new Set(listed.filter(one => one.entity === 'direct-cost').map(one => one.key))
  const [procore, peoplesoft] = [await bookedInProcore(system, left), await bookedInPeoplesoft(system, left)]
  return { procore: Object.fromEntries(procore), peoplesoft: Object.fromEntries(peoplesoft) }
}

/** Orders, commitments and change orders that do not come to the same on both sides and are not listed. */
export async function orderDifferences(system: TestSystem, listed: Listed[]) {
  const names = (['procore', 'peoplesoft'] as const).flatMap(side =>
    orderCollections[side].map(async name => [name, await system.state(side, name)] as const),
  )
  const state = Object.fromEntries(await Promise.all(names)) as OrderState
  const settings = (await system.ops.store.find('demo'))!.document as Settings
  // That a number is not shown in Procore says nothing about the order.
  const about = listed.filter(one => one.flow !== 'purchase-order.to-procore-number')
  const left = new Set(about.map(one => keyOf(one, state)))
  return compareOrders(withEnded(state), settings, left).filter(one => !agrees(one))
}

/** A commitment that ended after it was approved keeps its order, as if it were approved still. */
function withEnded(state: OrderState): OrderState {
  const after = ['Partially Received', 'Received', 'Closed', 'Complete']
  const marks = new Set(
    state.PO_HDR.filter(row => row.PO_STATUS !== 'X').map(row => String(row.PO_REF).trim()),
  )
  const commitments = state.commitments.map(row =>
    after.includes(String(row.status)) && marks.has(markOf(row)) ? { ...row, status: 'Approved' } : row,
  )
  return { ...state, commitments }
}

/** PO_REF of the order that a commitment became. */
export const markOf = ({ project_id, id }: Row): string =>
  `PLB-${Number(project_id).toString(36)}-${Number(id).toString(36)}`.toUpperCase()

/** Key of a listed record. One that waits to be read is listed by its native id: that of a copy stands for its origin. */
function keyOf(
  { flow, scope, key }: Listed,
  { commitments, PO_HDR }: Pick<OrderState, 'commitments' | 'PO_HDR'>,
): string {
  if (flow === 'purchase-order.from-procore') {
    const origin = String(commitments.find(row => String(row.id) === key)?.origin_id ?? '')
    return origin.startsWith('ps:') ? origin : `pc:${scope}:${key}`
  }
  if (flow !== 'purchase-order.from-peoplesoft') return key
  const order = PO_HDR.find(row => key.startsWith(`${row.BUSINESS_UNIT}:${row.PO_ID}:`))
  const origin = commitments.find(row => markOf(row) === String(order?.PO_REF).trim())
  return origin ? `pc:${origin.project_id}:${origin.id}` : `ps:${key}`
}

/** Journals, markers, orders and commitments of ours, and suppliers, that are there twice. */
export async function whatIsThereTwice(system: TestSystem) {
  const [journals, orders, commitments, packages, vendors] = await Promise.all([
    system.state('peoplesoft', 'JRNL_HEADER'),
    system.state('peoplesoft', 'PO_HDR'),
    ...['commitments', 'change_order_packages', 'vendors'].map(name => system.state('procore', name)),
  ])
  const ours = (rows: Row[] | undefined) => rows!.flatMap(row => row.origin_id ?? [])
  return {
    journals: twice(journals.map(row => `${row.BUSINESS_UNIT}/${row.JOURNAL_ID}`)),
    markers: twice(journals.flatMap(row => /Plumbline \S+/.exec(String(row.DESCR254))?.[0] ?? [])),
    orders: twice(orders.map(row => String(row.PO_REF).trim()).filter(ref => ref.startsWith('PLB-'))),
    commitments: twice(ours(commitments)),
    packages: twice(ours(packages)),
    vendors: twice(ours(vendors)),
  }
}

/** Suppliers that are not in Procore's directory, though nothing is listed about them. */
export async function missingVendors(system: TestSystem, listed: Listed[]): Promise<string[]> {
  const left = new Set(listed.filter(one => one.entity === 'vendor').map(one => one.key))
  const there = new Set((await system.state('procore', 'vendors')).map(row => row.origin_id))
  return (await system.state('peoplesoft', 'VENDOR'))
    .map(row => `${row.SETID}:${row.VENDOR_ID}`)
    .filter(key => !left.has(key) && !there.has(`ps:${key}`))
}

/** Events of each record, and writes that the systems have accepted. */
export async function countAll(system: TestSystem, topics: string[]) {
  const records = await leversOf(system).recordsIn(topics)
  const events: Record<string, number> = {}
  for (const { topic, key } of records) {
    // Without the topic's prefix and the connection, which every run has its own of.
    const name = `${topic.split('.').slice(1, -1).join('.')} ${key?.replace(/^[^/]*\//, '')}`
    events[name] = (events[name] ?? 0) + 1
  }
  const [procore, peoplesoft] = await system.countWrites()
  return { events, procore, peoplesoft }
}
