import { type CostCode, type CostType, costTypes, isHealthy, usualCodes } from './cost-codes.ts'
import type { Random } from './random.ts'
import type { Site } from './sites.ts'

/** A line of a direct cost: coded by code and type, or by the code of a GL account without a type. */
export type Line = {
  code: string
  type: CostType | null
  description: string
  /** Given, or quantity times unit cost. */
  amount?: string
  calculated?: { quantity: string; unitCost: string; uom: string }
  taxCode?: string | null
}

const uoms: Readonly<Record<CostType, readonly string[]>> = {
  L: ['hr'],
  M: ['ea', 'cy', 'ton', 'sf', 'lf'],
  E: ['day', 'hr'],
  S: ['ls'],
  O: ['ea', 'ls'],
}

/** The units of measure that lines name. */
export const unitNames: readonly string[] = [...new Set(Object.values(uoms).flat())]

/**
 * Lines of an everyday cost. Some come of a total that does not divide evenly, some of a quantity with decimals times a
 * unit cost with decimals, so that cents are rounded.
 */
export function everydayLines(site: Site, count: number, random: Random): Line[] {
  const shares = random.chance(40) ? splitEvenly(random.whole(50_00, 90_000_00), count) : null
  return Array.from({ length: count }, (_, at) => {
    const { code, type } = healthyCoding(site, random)
    const taxed = type === 'M' && site.taxCode !== null && random.chance(80)
    return {
      code: code.code,
      type,
      description: `${code.name}${random.chance(30) ? `, ${random.pick(['grid A', 'level 2', 'phase 1', 'north side'])}` : ''}`,
      ...(shares ? { amount: shares[at]! } : amountOf(type, random)),
      ...(taxed && { taxCode: site.taxCode }),
    }
  })
}

function healthyCoding(site: Site, random: Random): { code: CostCode; type: CostType } {
  for (;;) {
    const code = random.pick(usualCodes(site.unit))
    const type = random.pick(costTypes).code
    if (isHealthy(site, code, type)) return { code, type }
  }
}

function amountOf(type: CostType, random: Random): Pick<Line, 'amount' | 'calculated'> {
  if (type === 'S' || random.chance(45)) return { amount: cents(random.whole(12_00, 48_000_00)) }
  const quantity = `${random.whole(1, 240)}.${random.whole(0, 999)}`
  const unitCost = `${random.whole(1, 180)}.${String(random.whole(0, 9999)).padStart(4, '0')}`
  return { calculated: { quantity, unitCost, uom: random.pick(uoms[type]) } }
}

/** Parts of a sum in cents that come to it again: what is left over goes to the last. */
export function splitEvenly(total: number, parts: number): string[] {
  const part = Math.floor(total / parts)
  return Array.from({ length: parts }, (_, at) => cents(at < parts - 1 ? part : total - part * (parts - 1)))
}

/** A number of cents as a decimal text. */
export function cents(count: number): string {
  const digits = String(Math.abs(count)).padStart(3, '0')
  return `${count < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
