import { cents } from './cost-lines.ts'
import type { OrderLine } from './orders.ts'
import { type Random, table } from './random.ts'
import type { Site } from './sites.ts'

/** What is bought: its category in PeopleSoft leads to one cost code and cost type (`reverse` in examples/demo.yaml). */
type Good = Pick<OrderLine, 'category' | 'account' | 'activity' | 'resource' | 'uom'> & {
  costCode: string
  costType: string
  what: string
}

const goods: Readonly<Record<Site['unit'], readonly Good[]>> = {
  US100: read(`
RMCON|500210|CONCRETE|MATER|CY|03-3000|M|Ready-mix concrete
REBAR|500220|CONCRETE|MATER|TON|03-2000|M|Reinforcing steel
MASON|500240|STRUCTURE|MATER|EA|04-2000|M|Masonry units
STEEL|500250|STRUCTURE|MATER|TON|05-1200|M|Structural steel
LUMBR|500230|STRUCTURE|MATER|LF|06-1000|M|Framing lumber
INSUL|500200|ENVELOPE|MATER|SF|07-2100|M|Insulation
DOORS|500200|ENVELOPE|MATER|EA|08-1100|M|Doors and frames
BOARD|500200|FINISHES|MATER|SF|09-2900|M|Gypsum board
RENTL|500310|GENERAL|EQUIP|DAY|01-5400|E|Scaffold rental
ELECS|500410|ELECTRICAL|SUBCN|LS|26-0500|S|Electrical rough-in
MECHS|500420|MECHANICAL|SUBCN|LS|23-3100|S|Ductwork`),
  US200: read(`
RMCON|500210|CONCRETE|MATER|CY|03-3000|M|Ready-mix concrete
REBAR|500220|CONCRETE|MATER|TON|03-2000|M|Reinforcing steel
PIPES|500200|SITEWORK|MATER|LF|33-1100|M|Ductile iron pipe
PAVNG|500200|SITEWORK|MATER|TON|32-1200|M|Asphalt
RENTL|500310|GENERAL|EQUIP|DAY|01-5400|E|Traffic control rental
EXCAV|500300|SITEWORK|EQUIP|HR|31-2300|E|Excavator with operator`),
}

/** Every category with the code and type that it leads to. */
export const categories: readonly Good[] = [
  ...new Map([...goods.US100, ...goods.US200].map(one => [one.category, one])).values(),
]

/** Lines of an everyday order of a site: a quantity with decimals, an amount in cents, wholly the site's own. */
export function usualOrderLines(site: Site, count: number, random: Random): OrderLine[] {
  return Array.from({ length: count }, () => {
    const { category, account, activity, resource, uom, what } = random.pick(goods[site.unit])
    return {
      ...{ category, account, activity, resource, uom },
      description: `${what}, ${random.pick(['grid A', 'level 2', 'phase 1', 'north side', 'per quote'])}`,
      quantity: uom === 'LS' ? '1' : `${random.whole(1, 240)}.${random.whole(0, 9)}`,
      amountOnly: false,
      shares: [{ site, amount: cents(random.whole(80_00, 64_000_00)) }],
      cancelled: false,
      vouchered: 'none',
    }
  })
}

function read(text: string): Good[] {
  return table(text).map(([category, account, activity, resource, uom, costCode, costType, what]) => ({
    ...{ category: category!, account: account!, activity: activity!, resource: resource! },
    ...{ uom: uom!, costCode: costCode!, costType: costType!, what: what! },
  }))
}
