import type { ErrorObject } from 'ajv'

/** One thing that is wrong with a document: where, as keys and positions from its root, and what, in words. */
export type Problem = { path: string[]; says: string }

/** What a validation found, in words: once each, without the branches of a choice that were not meant. */
export function problemsOf(errors: ErrorObject[]): Problem[] {
  return withoutOtherBranches(errors).map(error => ({ path: pathOf(error), says: inWords(error) }))
}

/** `projects[0].post_from`; empty for the root. */
export function placeName(path: readonly string[]): string {
  return path.map((part, at) => (/^\d+$/.test(part) ? `[${part}]` : at === 0 ? part : `.${part}`)).join('')
}

const pathOf = ({ instancePath }: ErrorObject): string[] =>
  instancePath
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))

type Schema = {
  type?: string
  const?: unknown
  description?: string
  properties?: Record<string, Schema>
}

/** An `anyOf` reports every branch; only the one that the writer meant is of interest. */
function withoutOtherBranches(errors: ErrorObject[]): ErrorObject[] {
  let kept = errors
  for (const choice of errors.filter(error => error.keyword === 'anyOf')) {
    const meant = branchMeant(choice)
    kept = kept.filter(error => {
      if (error === choice) return meant === -1
      const inside =
        error.instancePath.startsWith(choice.instancePath) &&
        error.schemaPath.startsWith(`${choice.schemaPath}/`)
      return !inside || error.schemaPath.startsWith(`${choice.schemaPath}/${meant}/`)
    })
  }
  return kept
}

const branchesOf = ({ schema }: ErrorObject): Schema[] => schema as Schema[]

/** The branch with the document's `kind`, else the one of its type; -1 where the document shows neither. */
function branchMeant(choice: ErrorObject): number {
  const branches = branchesOf(choice)
  const { data } = choice as { data?: { kind?: unknown } }
  const byKind = branches.findIndex(
    ({ properties }) => properties?.kind && properties.kind.const === data?.kind,
  )
  return byKind !== -1
    ? byKind
    : branches.findIndex(branch => isText(branch) && !('const' in branch) && typeof data === 'string')
}

const isText = ({ type }: Schema): boolean => type === 'string'

function inWords(error: ErrorObject): string {
  const { keyword, params, message, data } = error
  const parent = error.parentSchema as Schema | undefined
  const about = parent?.description ? ` (${parent.description})` : ''
  switch (keyword) {
    case 'required': {
      const wanted = parent?.properties?.[params.missingProperty]?.description
      return `${params.missingProperty} is missing${wanted ? `: ${wanted}` : ''}`
    }
    case 'additionalProperties':
      return unknownSetting(params.additionalProperty, Object.keys(parent?.properties ?? {}))
    case 'type':
      return `must be ${articled(params.type)}, not ${shown(data)}${params.type === 'string' && isScalar(data) ? ': put it in quotes' : ''}${about}`
    case 'anyOf':
      return choiceInWords(error)
    case 'minItems':
    case 'minProperties':
      return `needs at least ${params.limit}${about}`
    default:
      return `${shown(data)} ${message ?? 'is not valid'}${about}`
  }
}

/** What stands under an unknown key is not shown: it may be a secret. */
function unknownSetting(name: string, known: string[]): string {
  if (/password|secret|token|authorization/i.test(name))
    return `${name} does not belong here: secrets never stand in the file, they are given with --secret`
  return `${name} is not a setting; known are ${known.join(', ')}`
}

function choiceInWords(error: ErrorObject): string {
  const branches = branchesOf(error)
  const kinds = branches.flatMap(({ properties }) => (properties?.kind ? [properties.kind.const] : []))
  if (kinds.length > 0) return `kind must be one of ${kinds.join(', ')}`
  if (branches.every(branch => 'const' in branch))
    return `must be one of ${branches.map(branch => String(branch.const)).join(', ')}, not ${shown(error.data)}`
  return `must be ${branches.map(({ type }) => articled(type ?? 'value')).join(' or ')}, not ${shown(error.data)}`
}

const isScalar = (value: unknown): boolean => typeof value !== 'object'

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (value === null) return 'nothing'
  return isScalar(value) ? JSON.stringify(value) : 'settings'
}

const words: Record<string, string> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'settings',
  null: 'null',
}
const articled = (type: string): string => words[type] ?? type
