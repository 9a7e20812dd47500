import { addDays, type Calendar, daysBetween } from './calendar.ts'
import { everydayLines } from './cost-lines.ts'
import type { Cost } from './costs.ts'
import { vendorsOf } from './procore-vendors.ts'
import { type Random, randomOf } from './random.ts'
import type { Site } from './sites.ts'

/** Users of Procore who hand in receipts. */
export const employees = [9002, 9003, 9004, 9005]

const reasons = [
  'Receipt',
  'Card statement',
  'Delivery',
  'Progress billing',
  'Monthly rental',
  'Petty cash & parking',
]

/** What a contractor's sites record from day to day: `count` costs, spread evenly over the sites. */
export function everydayCosts(calendar: Calendar, sites: readonly Site[], count: number): Cost[] {
  return sites.flatMap((site, at) => {
    const share = Math.floor(count / sites.length) + (at < count % sites.length ? 1 : 0)
    const random = randomOf(`costs ${site.procoreId}`)
    return Array.from({ length: share }, (_, number) => everydayCost(site, number, random, calendar))
  })
}

function everydayCost(site: Site, number: number, random: Random, calendar: Calendar): Cost {
  const type = typeOf(random)
  const journalled = type === 'invoice' || type === 'expense'
  const billed = type === 'invoice' || type === 'subcontractor_invoice'
  const vendor = billed || random.chance(60) ? random.pick(vendorsOf(site)) : null
  const date = dateOf(site, random, calendar)
  const count = random.chance(35) ? 1 : random.whole(2, random.chance(25) ? 12 : 5)
  return {
    site: site.procoreId,
    type,
    status: journalled ? statusOf(random, date < site.postFrom) : 'approved',
    vendorId: vendor?.id ?? null,
    ...(vendor === null && { employeeId: random.pick(employees) }),
    invoice: billed ? invoiceNumber(site, number, random) : null,
    date,
    description: random.chance(80) ? `${random.pick(reasons)}, ${site.name}` : null,
    lines: everydayLines(site, type === 'payroll' ? Math.min(count, 3) : count, random),
    awkward: 'none',
    updatedAt: stampOf(date, random, calendar),
  }
}

function typeOf(random: Random): Cost['type'] {
  const at = random.whole(1, 100)
  if (at <= 50) return 'invoice'
  if (at <= 91) return 'expense'
  return at <= 96 ? 'payroll' : 'subcontractor_invoice'
}

/** An old one is not about to be approved: the live changes of the demonstration approve pending ones. */
function statusOf(random: Random, isOld: boolean): Cost['status'] {
  const at = random.whole(1, 100)
  if (at <= 82) return 'approved'
  if (at <= 89) return isOld ? 'draft' : 'pending'
  return at <= 95 ? 'draft' : 'revise_and_resubmit'
}

/** One in nine lies before the cutover date; the others between it, or the begin of the fiscal year, and today. */
function dateOf(site: Site, random: Random, { today, yearBegins }: Calendar): string {
  const [before, place] = [random.chance(11), random.fraction()]
  if (before) return addDays(site.postFrom, -1 - Math.floor(place * 75))
  const from = site.postFrom > yearBegins ? site.postFrom : yearBegins
  return addDays(from, Math.floor(Math.sqrt(place) * (daysBetween(from, today) + 1)))
}

function invoiceNumber(site: Site, number: number, random: Random): string {
  const form = random.whole(1, 4)
  const unique = `${String(site.procoreId).slice(2)}${String(number).padStart(3, '0')}`
  if (form === 1) return `INV-${unique}`
  if (form === 2) return unique
  return form === 3 ? `${site.number}/${unique}` : `Pay app ${number + 1} of ${unique}`
}

/** Some days after the cost's own, in working hours, and never later than yesterday: nothing is new to a sweep. */
export function stampOf(date: string | null, random: Random, { today }: Calendar): string {
  const yesterday = addDays(today, -1)
  const lagging = addDays(date ?? addDays(today, -9), random.whole(1, 12))
  const clock = [random.whole(14, 23), random.whole(0, 59), random.whole(0, 59)]
  const day = lagging < yesterday ? lagging : yesterday
  return `${day}T${clock.map(part => String(part).padStart(2, '0')).join(':')}Z`
}
