import { specificity } from './resolve.ts'
import type { Mapping, Rule } from './settings.ts'

/** Rules of a mapping that can fit the same line equally well and say different things: refused when it is applied. */
export function findTies({ version, rules }: Mapping): string[] {
  const ties: string[] = []
  rules.forEach((one, index) => {
    for (let other = index + 1; other < rules.length; other++) {
      const rival = rules[other]!
      if (specificity(one) !== specificity(rival) || !canBothFit(one, rival)) continue
      for (const [field, value] of Object.entries(one.to)) {
        const against = rival.to[field as keyof Rule['to']]
        if (against !== undefined && against !== value)
          ties.push(
            `mapping ${version}: rules ${index + 1} and ${other + 1} tie on ${field} (${value} or ${against})`,
          )
      }
    }
  })
  return ties
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
