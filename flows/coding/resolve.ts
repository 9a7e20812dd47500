import type { Mapping, Rule } from './settings.ts'

/** How Procore codes a line: codes, not ids; null where it shows none. */
export type ProcoreCoding = {
  project: string
  sub_job: string | null
  cost_code: string | null
  cost_type: string | null
  direct_cost_type: string | null
}

export type CodingField = keyof Rule['to']

/** The fields found, and which rule gave each (its place in the mapping, from 1). */
export type Resolved = {
  fields: Partial<Record<CodingField, string>>
  rules: Partial<Record<CodingField, number>>
}

/** Two rules fit equally well and say different things: a person must decide. */
export class CodingTie extends Error {
  override name = 'CodingTie'
}

/** The mapping that holds on a day: the newest that begins on it or before; null before the first. */
export function mappingOn(mappings: Mapping[], day: string): Mapping | null {
  const begun = mappings.filter(mapping => mapping.effective_from <= day)
  return begun.sort((a, b) => (a.effective_from < b.effective_from ? 1 : -1))[0] ?? null
}

/**
 * Finds each field of a coding by the most specific rule that names it (BUSINESS.md, Mapping). Nothing is guessed: a
 * field that no rule names is missing.
 * @throws CodingTie when two equally specific rules name a field differently, and none more specific decides.
 */
export const resolveCoding = (rules: Rule[], line: ProcoreCoding): Resolved =>
  bySpecificity(rules, rule => (fits(rule, line) ? specificity(rule) : null))

type Say = { value: string; rule: number; rank: number }

/**
 * Each field from the rule of the highest rank that names it; `rankOf` gives null for a rule that does not fit.
 * @throws CodingTie where two rules of the highest rank name it differently
 */
export function bySpecificity<Field extends string, R extends { to: Partial<Record<Field, string>> }>(
  rules: R[],
  rankOf: (rule: R) => number | null,
): { fields: Partial<Record<Field, string>>; rules: Partial<Record<Field, number>> } {
  const said: Partial<Record<Field, Say[]>> = {}
  rules.forEach((rule, index) => {
    const rank = rankOf(rule)
    if (rank === null) return
    for (const [name, value] of Object.entries(rule.to) as [Field, string][]) {
      const known = said[name] ?? []
      if (known.length === 0 || rank > known[0]!.rank) said[name] = [{ value, rule: index + 1, rank }]
      else if (rank === known[0]!.rank) known.push({ value, rule: index + 1, rank })
    }
  })
  const fields: Partial<Record<Field, string>> = {}
  const by: Partial<Record<Field, number>> = {}
  for (const [name, [first, ...others]] of Object.entries(said) as [Field, [Say, ...Say[]]][]) {
    const rival = others.find(one => one.value !== first.value)
    if (rival)
      throw new CodingTie(
        `rules ${first.rule} and ${rival.rule} both fit and say ${name} ${first.value} and ${rival.value}`,
      )
    fields[name] = first.value
    by[name] = first.rule
  }
  return { fields, rules: by }
}

/** More criteria beat fewer; then an exact cost code beats a prefix, a longer prefix a shorter one. */
export function specificity({ match }: Rule): number {
  const criteria = Object.values(match).filter(value => value !== undefined).length
  const code = match.cost_code
  const detail = code === undefined ? 0 : code.endsWith('*') ? code.length - 1 : 500
  return criteria * 1000 + detail
}

function fits({ match }: Rule, line: ProcoreCoding): boolean {
  return (
    same(match.project, line.project) &&
    same(match.sub_job, line.sub_job) &&
    same(match.cost_type, line.cost_type) &&
    same(match.direct_cost_type, line.direct_cost_type) &&
    codeFits(match.cost_code, line.cost_code)
  )
}

const same = (wanted: string | undefined, value: string | null): boolean =>
  wanted === undefined || wanted === value

function codeFits(wanted: string | undefined, value: string | null): boolean {
  if (wanted === undefined) return true
  if (value === null) return false
  return wanted.endsWith('*') ? value.startsWith(wanted.slice(0, -1)) : value === wanted
}
