import { addDays, type Calendar } from './calendar.ts'
import { splitEvenly } from './cost-lines.ts'
import { usualOrderLines } from './order-lines.ts'
import { ambiguous, foreign, vendorsOf } from './procore-vendors.ts'
import { type Random, randomOf } from './random.ts'
import { type Site, sites, units } from './sites.ts'
import { isGood, type Supplier, suppliers } from './suppliers.ts'

/** PO_STATUS of PeopleSoft. */
type OrderStatus = 'I' | 'O' | 'PA' | 'A' | 'D' | 'C' | 'X' | 'PX' | 'DA'

/** A line of an order with one schedule; its distributions name the sites that share it, null one without a project. */
export type OrderLine = {
  category: string
  account: string
  activity: string
  resource: string
  description: string
  uom: string
  quantity: string
  /** By amount only, without a quantity that means anything. */
  amountOnly: boolean
  shares: { site: Site | null; amount: string }[]
  cancelled: boolean
  /** Part of the amounts that has been vouchered. */
  vouchered: 'none' | 'half' | 'all'
}

/** What is unusual about an order; order-reasons.ts says what becomes of each. */
export type OrderAwkwardness =
  | 'none'
  | 'several-sites'
  | 'line-without-project'
  | 'amount-only'
  | 'half-vouchered'
  | 'cancel-pending'
  | 'mapping-missing'
  | 'vendor-not-sent'
  | 'vendor-ambiguous'
  | 'on-both-sides'
  | 'on-both-sides-otherwise'

/** A purchase order of PeopleSoft, made for one site. */
export type Order = {
  site: Site
  id: string
  status: OrderStatus
  supplier: Supplier
  date: string
  lines: OrderLine[]
  awkward: OrderAwkwardness
}

const COUNT = 300
const FIRST = 10_001

/** The 300 orders of the enabled job sites: the awkward ones first. */
export function demoOrders(calendar: Calendar): Order[] {
  const odd = awkwardOrders(calendar)
  const share = Math.ceil((COUNT - odd.length) / sites.length)
  const plain = sites.flatMap(site => {
    const random = randomOf(`orders ${site.procoreId}`)
    return Array.from({ length: share }, () => everydayOrder(site, random, calendar))
  })
  return [...odd, ...plain].slice(0, COUNT).map((order, at) => ({
    ...order,
    id: String(FIRST + at).padStart(10, '0'),
  }))
}

type Unnumbered = Omit<Order, 'id'>

function everydayOrder(site: Site, random: Random, { today }: Calendar): Unnumbered {
  const status = statusOf(random)
  const cancelled = status === 'X'
  const lines = usualOrderLines(site, random.chance(30) ? 1 : random.whole(2, 6), random)
  return {
    site,
    status,
    supplier: random.pick(goodSuppliers(site)),
    date: addDays(today, -random.whole(3, 200)),
    lines: lines.map(line => ({ ...line, cancelled, vouchered: status === 'C' ? 'all' : 'none' })),
    awkward: 'none',
  }
}

function statusOf(random: Random): OrderStatus {
  const at = random.whole(1, 100)
  if (at <= 58) return 'D'
  if (at <= 78) return 'A'
  if (at <= 86) return 'C'
  if (at <= 90) return 'X'
  return random.pick(['I', 'O', 'PA', 'DA'] as const)
}

/** Suppliers that reach Procore and are open for ordering there. */
function goodSuppliers(site: Site): readonly Supplier[] {
  const { setid } = units[site.unit]
  return suppliers
    .filter(one => one.setid === setid && isGood(one) && one !== ambiguous && one !== foreign)
    .slice(0, 40)
}

/** One of each awkward thing that happens to orders (BUSINESS.md's last section). */
function awkwardOrders({ today }: Calendar): Unnumbered[] {
  const random = randomOf('awkward orders')
  const siteOf = (id: number) => sites.find(one => one.procoreId === id)!
  const order = (id: number, awkward: OrderAwkwardness, told: Partial<Unnumbered> = {}): Unnumbered => {
    const site = siteOf(id)
    return {
      site,
      status: 'D',
      supplier: goodSuppliers(site)[3]!,
      date: addDays(today, -20),
      lines: usualOrderLines(site, 2, random),
      awkward,
      ...told,
    }
  }
  const lines = (id: number, count = 2) => usualOrderLines(siteOf(id), count, random)
  const twin = (id: number) => ({ supplier: vendorsOf(siteOf(id))[2]!.supplier! })
  return [
    order(87001, 'several-sites', {
      lines: lines(87001, 3).map(line => shared(line, [siteOf(87001), siteOf(87003), siteOf(87005)])),
    }),
    order(87015, 'several-sites', {
      lines: lines(87015).map(line => shared(line, [siteOf(87015), siteOf(87020)])),
    }),
    order(87002, 'line-without-project', {
      lines: lines(87002, 3).map((line, at) => (at === 1 ? shared(line, [null]) : line)),
    }),
    order(87004, 'amount-only', {
      lines: lines(87004).map(line => ({ ...line, amountOnly: true, quantity: '1' })),
    }),
    order(87006, 'half-vouchered', {
      status: 'C',
      lines: lines(87006).map(line => ({ ...line, vouchered: 'half' })),
    }),
    order(87016, 'half-vouchered', {
      status: 'X',
      lines: lines(87016).map(line => ({ ...line, cancelled: true, vouchered: 'half' })),
    }),
    order(87008, 'cancel-pending', { status: 'PX' }),
    order(87010, 'mapping-missing', {
      lines: lines(87010).map(line => ({ ...line, category: 'MISCL' })),
    }),
    order(87013, 'vendor-not-sent', {
      supplier: suppliers.find(one => one.setid === 'SHARE' && one.status === 'I')!,
    }),
    order(87012, 'vendor-ambiguous', { supplier: ambiguous }),
    order(87007, 'on-both-sides', twin(87007)),
    order(87018, 'on-both-sides', twin(87018)),
    order(87011, 'on-both-sides-otherwise', twin(87011)),
  ]
}

function shared(line: OrderLine, among: readonly (Site | null)[]): OrderLine {
  const cents = Math.round(Number(line.shares[0]!.amount) * 100)
  const parts = splitEvenly(cents, among.length)
  return { ...line, shares: among.map((site, at) => ({ site, amount: parts[at]! })) }
}
