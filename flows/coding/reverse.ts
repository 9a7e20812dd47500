import { bySpecificity } from './resolve.ts'
import type { Mapping, ReverseRule } from './settings.ts'

/** How PeopleSoft codes a line of an order; null where it shows none. */
export type PeoplesoftCoding = Record<keyof ReverseRule['match'], string | null>

/**
 * The cost code and cost type of a line that PeopleSoft coded, each by the most specific rule that names it (BUSINESS.md,
 * Mapping). A field that no rule names is missing, never guessed.
 * @throws CodingTie when two equally specific rules say different things
 */
export const reverseCoding = (rules: ReverseRule[], line: PeoplesoftCoding) =>
  bySpecificity<keyof ReverseRule['to'], ReverseRule>(rules, rule =>
    criteriaOf(rule).every(([name, wanted]) => line[name] === wanted) ? reverseSpecificity(rule) : null,
  )

/** More criteria beat fewer. */
export const reverseSpecificity = (rule: ReverseRule): number => criteriaOf(rule).length

/** Whether one line can meet both rules. */
export const canBothReverse = (a: ReverseRule, b: ReverseRule): boolean =>
  criteriaOf(a).every(([name, wanted]) => b.match[name] === undefined || b.match[name] === wanted)

const criteriaOf = ({ match }: ReverseRule) =>
  Object.entries(match).filter(([, value]) => value !== undefined) as [keyof ReverseRule['match'], string][]

/** Procore's name of a PeopleSoft unit of measure; null where the mapping has none. */
export const procoreUnit = ({ uom }: Mapping, peoplesoft: string): string | null =>
  uom.find(unit => unit.peoplesoft === peoplesoft)?.procore ?? null

/** Units that are named twice on one side: then the way back is not clear. */
export function findUnitTies({ version, uom }: Mapping): string[] {
  return (['peoplesoft', 'procore'] as const).flatMap(side => {
    const names = uom.map(unit => unit[side])
    const twice = new Set(names.filter((name, at) => names.indexOf(name) !== at))
    return [...twice].map(name => `mapping ${version}: the ${side} unit ${name} is there twice`)
  })
}
