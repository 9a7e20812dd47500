import { specificity } from './resolve.ts'
import { canBothReverse, findUnitTies, reverseSpecificity } from './reverse.ts'
import type { Mapping, Rule } from './settings.ts'

/**
 * Rules of a mapping that can fit the same line equally well and say different things, and units that are paired twice:
 * refused when it is applied.
 */
export const findTies = (mapping: Mapping): string[] => [
  ...tiesAmong(`mapping ${mapping.version}: rules`, mapping.rules, specificity, canBothFit),
  ...tiesAmong(
    `mapping ${mapping.version}: reverse rules`,
    mapping.reverse,
    reverseSpecificity,
    canBothReverse,
  ),
  ...findUnitTies(mapping),
]

function tiesAmong<R extends { to: Record<string, string | undefined> }>(
  named: string,
  rules: R[],
  rankOf: (rule: R) => number,
  canBoth: (one: R, rival: R) => boolean,
): string[] {
  return rules.flatMap((one, index) =>
    rules.slice(index + 1).flatMap((rival, beyond) => {
      if (rankOf(one) !== rankOf(rival) || !canBoth(one, rival)) return []
      return Object.entries(one.to).flatMap(([field, value]) => {
        const against = rival.to[field]
        if (against === undefined || against === value) return []
        return [`${named} ${index + 1} and ${index + beyond + 2} tie on ${field} (${value} or ${against})`]
      })
    }),
  )
}

function canBothFit({ match: a }: Rule, { match: b }: Rule): boolean {
  const agree = (x?: string, y?: string) => x === undefined || y === undefined || x === y
  return (
    agree(a.project, b.project) &&
    agree(a.sub_job, b.sub_job) &&
    agree(a.cost_type, b.cost_type) &&
    agree(a.direct_cost_type, b.direct_cost_type) &&
    codesMeet(a.cost_code, b.cost_code)
  )
}

function codesMeet(a?: string, b?: string): boolean {
  if (a === undefined || b === undefined) return true
  const [prefixA, prefixB] = [a.endsWith('*'), b.endsWith('*')]
  if (prefixA && prefixB)
    return a.slice(0, -1).startsWith(b.slice(0, -1)) || b.slice(0, -1).startsWith(a.slice(0, -1))
  if (prefixA) return b.startsWith(a.slice(0, -1))
  if (prefixB) return a.startsWith(b.slice(0, -1))
  return a === b
}
