import { CodingTie, type Resolved, resolveCoding } from './resolve.ts'
import type { Mapping, ReverseRule } from './settings.ts'

/** Fields that a reverse rule can match and a rule can give. */
const BOTH = ['account', 'activity_id', 'resource_type'] as const

/**
 * Reverse rules whose way back leads elsewhere: a line that PeopleSoft coded, carried to Procore and coded again by the
 * rules, would get another account, activity or resource type. Right at some sites, so it is said, not refused.
 */
export const findDetours = ({ version, rules, reverse }: Mapping): string[] =>
  reverse.flatMap((rule, at) => {
    const back = wayBack(rules, rule)
    return BOTH.flatMap(field => {
      const [from, to] = [rule.match[field], back[field]]
      return from === undefined || to === undefined || from === to
        ? []
        : [
            `mapping ${version}: reverse rule ${at + 1} is for ${field} ${from}, but what it gives leads back to ${to}`,
          ]
    })
  })

/** What the rules make of what a reverse rule says alone; nothing where they tie. */
function wayBack(rules: Mapping['rules'], { match, to }: ReverseRule): Resolved['fields'] {
  try {
    return resolveCoding(rules, {
      project: match.project ?? '',
      sub_job: null,
      cost_code: to.cost_code ?? null,
      cost_type: to.cost_type ?? null,
      direct_cost_type: null,
    }).fields
  } catch (error) {
    if (error instanceof CodingTie) return {}
    throw error
  }
}
