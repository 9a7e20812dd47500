import type { ProcoreCommitment } from '../procore-commitment-rows.ts'
import type { Id } from '../procore-rows.ts'
import { addDays, type Calendar } from './calendar.ts'
import { everydayLines, type Line } from './cost-lines.ts'
import { categories } from './order-lines.ts'
import { demoOrders } from './orders.ts'
import { madeByManager, vendorsOf } from './procore-vendors.ts'
import { type Random, randomOf } from './random.ts'
import { type Site, sites } from './sites.ts'

/** What is unusual about a commitment; order-reasons.ts says what becomes of each. */
type CommitmentAwkwardness =
  | 'none'
  | 'vendor-not-linked'
  | 'mapping-missing'
  | 'foreign-origin'
  | 'void'
  | 'on-both-sides'
  | 'on-both-sides-otherwise'

/** A purchase order or subcontract that was made in Procore. */
export type Commitment = {
  id: number
  site: Site
  type: ProcoreCommitment['type']
  number: string
  title: string
  status: string
  vendorId: Id
  date: string
  lines: Line[]
  awkward: CommitmentAwkwardness
  /** When it was last changed, UTC. */
  updatedAt: string
}

const EACH = 6
const FIRST_ID = 71_001

/** The 120 commitments of the enabled job sites, six in each: purchase orders and subcontracts in turn. */
export function demoCommitments(calendar: Calendar): Commitment[] {
  const both = onBothSides(calendar)
  const made = sites.flatMap(site => {
    const random = randomOf(`commitments ${site.procoreId}`)
    return Array.from({ length: EACH }, (_, at) => {
      const told = at === EACH - 1 ? (both.get(site) ?? odd.get(site.procoreId)) : undefined
      return { ...everyday(site, at, random, calendar), ...told }
    })
  })
  return made.map((commitment, at) => ({ ...commitment, id: FIRST_ID + at }))
}

type Told = Partial<Omit<Commitment, 'id' | 'site'>>

/** Every fifth is not approved; those that are have been so for some days. */
function everyday(site: Site, at: number, random: Random, { today }: Calendar): Omit<Commitment, 'id'> {
  const type = at % 2 === 0 ? 'PurchaseOrderContract' : 'WorkOrderContract'
  // One from abroad was entered in a way that no supplier matches: what waits for a link is told of another.
  const vendor = random.pick(vendorsOf(site).filter(one => one.supplier && !one.supplier.country))
  const date = addDays(today, -random.whole(6, 150))
  const open = at === 4
  return {
    site,
    type,
    number: `${type === 'PurchaseOrderContract' ? 'PO' : 'SC'}-${site.number}-${String(at + 1).padStart(3, '0')}`,
    title: `${type === 'PurchaseOrderContract' ? 'Materials' : 'Subcontract'}, ${site.name}`,
    status: open
      ? random.pick(type === 'PurchaseOrderContract' ? ['Draft', 'Submitted'] : ['Draft'])
      : 'Approved',
    vendorId: vendor.id,
    date,
    lines: everydayLines(site, random.whole(2, 5), random).map(line => ({ ...line, taxCode: null })),
    awkward: 'none',
    updatedAt: `${addDays(date, 2)}T17:${String(random.whole(10, 59))}:00Z`,
  }
}

const odd: ReadonlyMap<number, Told> = new Map<number, Told>([
  [87001, { awkward: 'vendor-not-linked', vendorId: madeByManager.id }],
  [
    87003,
    {
      awkward: 'mapping-missing',
      lines: [{ code: '09-2900', type: 'O', description: 'Other, without an account', amount: '4100.00' }],
    },
  ],
  [87005, { awkward: 'foreign-origin' }],
  [87014, { awkward: 'void', type: 'WorkOrderContract', status: 'Void' }],
])

/** Orders of PeopleSoft that somebody entered in Procore too, before there was a link; one of them with another amount. */
function onBothSides(calendar: Calendar): Map<Site, Told> {
  const twins = demoOrders(calendar).filter(order => order.awkward.startsWith('on-both-sides'))
  return new Map(
    twins.map(({ site, id, supplier, awkward, lines }) => {
      const other = awkward === 'on-both-sides-otherwise'
      const told: Told = {
        type: 'PurchaseOrderContract',
        number: id,
        title: `Order ${Number(id)}`,
        status: 'Submitted',
        vendorId: vendorsOf(site).find(one => one.supplier === supplier)!.id,
        awkward: other ? 'on-both-sides-otherwise' : 'on-both-sides',
        lines: lines.map(({ category, description, shares }) => {
          const { costCode, costType } = categories.find(one => one.category === category)!
          const amount = other ? '1.00' : shares[0]!.amount
          return { code: costCode, type: costType as Line['type'], description, amount }
        }),
      }
      return [site, told]
    }),
  )
}
