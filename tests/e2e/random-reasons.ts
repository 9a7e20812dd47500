import { type Listed, markOf } from './random-checks.ts'
import { personsChanges } from './random-echo.ts'
import type { Row } from './random-hands.ts'
import type { TestSystem } from './system.ts'

const collections = {
  procore: [
    ...['direct_costs', 'direct_cost_line_items', 'commitments', 'change_order_packages', 'requisitions'],
  ],
  peoplesoft: ['PO_HDR', 'VENDOR', 'GL_ACCOUNT_TBL', 'JRNL_HEADER'],
} as const
type World = Record<string, Row[]>
type Proof = (listed: Listed, world: World) => unknown

/** What both systems must show for a record to be listed so: by flow, state and code. */
const reasons: Record<string, Proof> = {
  'vendor.to-procore skipped vendor-inactive': (one, world) => supplier(one, world)?.VENDOR_STATUS !== 'A',
  'gl-account.to-procore-company skipped account-out-of-scope': (one, world) =>
    account(one, world)?.ACCOUNT_TYPE !== 'E',
  'gl-account.to-procore-company skipped account-inactive': (one, world) =>
    account(one, world)?.EFF_STATUS === 'I',
  'gl-account.to-procore-project skipped account-inactive': (one, world) =>
    account(one, world)?.EFF_STATUS === 'I',

  'direct-cost.to-peoplesoft skipped not-approved': (one, world) =>
    cost(one, world)?.status !== 'approved' && !isPosted(one, world),
  'direct-cost.to-peoplesoft skipped deleted-unposted': (one, world) =>
    cost(one, world)?.deleted_at && !isPosted(one, world),
  'direct-cost.to-peoplesoft parked no-lines': (one, world) =>
    !world.direct_cost_line_items!.some(line => line.direct_cost_id === one.key),
  'direct-cost.to-peoplesoft parked claimed-by-another': (one, world) => {
    const own = cost(one, world)
    const alike = world.direct_costs!.filter(row => row.invoice_number === own?.invoice_number)
    return alike.filter(row => row.vendor_id === own?.vendor_id).length > 1
  },
  // Charts are read every few minutes: an account that is new or open again is known a while later.
  'direct-cost.to-peoplesoft parked not-active': (one, world) => namesEdited(one, world),
  'direct-cost.to-peoplesoft held journal-in-error': (one, world) =>
    world.JRNL_HEADER!.some(
      row => row.JRNL_HDR_STATUS === 'E' && String(row.DESCR254).includes(`direct cost ${one.key} `),
    ),
  'change-order.to-peoplesoft skipped not-approved': (one, world) =>
    rowOf(world, 'change_order_packages', one)?.status !== 'approved' && !isPosted(one, world),
  'change-order.to-peoplesoft skipped deleted-unposted': (one, world) =>
    rowOf(world, 'change_order_packages', one)?.deleted_at && !isPosted(one, world),

  'purchase-order.to-procore skipped order-not-approved': (one, world) =>
    !['A', 'D', 'C', 'X'].includes(String(order(one, world)?.PO_STATUS)),
  'purchase-order.to-procore skipped order-never-sent': (one, world) =>
    ['C', 'X'].includes(String(order(one, world)?.PO_STATUS)),
  'purchase-order.to-procore held order-pending-cancel': (one, world) =>
    order(one, world)?.PO_STATUS === 'PX',
  'purchase-order.to-procore dead order-gone': (one, world) => copies(one, world).every(isDeleted),
  'purchase-order.to-procore dead procore-refused': (one, world) => copies(one, world).every(isDeleted),
  'purchase-order.to-procore parked commitment-approved': (one, world) =>
    copies(one, world).some(row => ['Approved', 'Complete'].includes(String(row.status))),
  'purchase-order.from-procore held conflict': (one, world) => wasChanged(one.key, world),

  'purchase-order.to-peoplesoft skipped order-not-approved': (one, world) =>
    commitment(one, world)?.status !== 'Approved',
  'purchase-order.to-peoplesoft skipped order-never-sent': (one, world) => hasEnded(one, world),
  'purchase-order.to-peoplesoft parked no-lines': () => true,
  'purchase-order.to-peoplesoft parked order-in-use': (one, world) => hasEnded(one, world),
  'purchase-order.to-peoplesoft held order-cancelled-there': (one, world) =>
    ordered(one, world)?.PO_STATUS === 'X',
  'purchase-order.to-peoplesoft dead purchase-order-refused': (one, world) => ordered(one, world),
  'purchase-order.from-peoplesoft held conflict': (one, world) => wasChanged(one.key.split(':')[1]!, world),
  'purchase-order.to-procore-number skipped order-not-approved': (one, world) =>
    commitment(one, world)?.status !== 'Approved',
  'purchase-order.to-procore-number parked order-not-numbered': (one, world) => !ordered(one, world),
  'purchase-order.to-procore-number skipped order-not-carried': (one, world) => hasEnded(one, world),

  'requisition.to-peoplesoft skipped deleted': (one, world) => !rowOf(world, 'requisitions', one),
  'requisition.to-peoplesoft parked order-not-in-peoplesoft': (one, world) => {
    const { commitment_id } = rowOf(world, 'requisitions', one)!
    return !world.PO_HDR!.some(row => row.PO_REF === markOf({ project_id: one.scope, id: commitment_id }))
  },
  'requisition.to-peoplesoft parked order-line-unknown': (one, world) => rowOf(world, 'requisitions', one),
}

/** What is listed without a reason that the systems' own rows bear out: in doubt, dead, or kept back for nothing. */
export async function unexplained(system: TestSystem, listed: Listed[]): Promise<string[]> {
  const rows = (['procore', 'peoplesoft'] as const).flatMap(side =>
    collections[side].map(async name => [name, await system.state(side, name)] as const),
  )
  const world: World = Object.fromEntries(await Promise.all(rows))
  const accounts = (await system.writes('peoplesoft')).filter(one => one.collection === 'GL_ACCOUNT_TBL')
  world.changed = [Object.fromEntries(await personsChanges(system))]
  world.edited = accounts.map(one => one.after)
  return listed
    .filter(one => !reasons[`${one.flow} ${one.state} ${one.code}`]?.(one, world))
    .map(one => `${one.flow} ${one.state} ${one.code}, ${one.key}: ${one.why}`)
}

const rowOf = (world: World, name: string, { key }: Listed): Row | undefined =>
  world[name]!.find(row => String(row.id) === key.split(':').at(-1))
const cost: (one: Listed, world: World) => Row | undefined = (one, world) => rowOf(world, 'direct_costs', one)
const supplier = ({ key }: Listed, { VENDOR }: World): Row | undefined =>
  VENDOR!.find(row => `${row.SETID}:${row.VENDOR_ID}` === key)
const account = ({ key }: Listed, { GL_ACCOUNT_TBL }: World): Row | undefined =>
  GL_ACCOUNT_TBL!.find(row => `${row.SETID}:${row.ACCOUNT}` === key)
const namesEdited = ({ why }: Listed, { edited }: World): boolean =>
  edited!.some(({ ACCOUNT }) => why?.includes(`account ${ACCOUNT} `))

/** Whether there is any journal of a cost or change order. */
const isPosted = ({ entity, key }: Listed, { JRNL_HEADER }: World): boolean => {
  const text = `${entity === 'direct-cost' ? 'direct cost' : 'change order'} ${key.split(':').at(-1)} `
  return JRNL_HEADER!.some(row => String(row.DESCR254).includes(text))
}

/** Whether a person made any change to that order or commitment. */
const wasChanged = (id: string, { changed }: World): boolean => id in changed![0]!

/** The PeopleSoft order of a key, and what it became in Procore. */
const order = ({ key }: Listed, { PO_HDR }: World): Row | undefined =>
  PO_HDR!.find(row => key.startsWith(`ps:${row.BUSINESS_UNIT}:${row.PO_ID}:`))
const copies = ({ key }: Listed, { commitments }: World): Row[] =>
  commitments!.filter(row => row.origin_id === key)
const isDeleted = (row: Row): boolean => row.deleted_at !== null

/** The commitment of a key, and what it became in PeopleSoft. */
const commitment = (one: Listed, world: World): Row | undefined => rowOf(world, 'commitments', one)
const ordered = (one: Listed, world: World): Row | undefined => {
  const own = commitment(one, world)
  return own && world.PO_HDR!.find(row => row.PO_REF === markOf(own))
}
const hasEnded = (one: Listed, world: World): boolean => {
  const own = commitment(one, world)
  return !own || isDeleted(own) || ['Void', 'Terminated', 'Draft'].includes(String(own.status))
}
