import { readFileSync } from 'node:fs'
import { ConnectionDocument, findTies, type Settings } from '@plumbline/flows'
import type { StoredConnection } from '@plumbline/ledger'
import { Ajv, type ErrorObject } from 'ajv'
import formats from 'ajv-formats'
import { parseDocument } from 'yaml'

/** A connection file that cannot be used: everything that is wrong with it, one sentence each. */
export class BadConnection extends Error {
  override name = 'BadConnection'
  readonly problems: string[]
  constructor(where: string, problems: string[]) {
    super(`${where}:\n${problems.map(problem => `  - ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

const ajv = formats.default(
  new Ajv({ allErrors: true, useDefaults: true, strict: true, allowUnionTypes: true, discriminator: false }),
)
const validate = ajv.compile(ConnectionDocument)

/** Reads and checks a connection file; defaults are filled in. @throws BadConnection */
export function readConnectionFile(file: string): Settings {
  const document = parseDocument(readFileSync(file, 'utf8'))
  if (document.errors.length > 0)
    throw new BadConnection(
      file,
      document.errors.map(error => error.message),
    )
  return checkDocument(document.toJS(), file)
}

/** Checks a document against the schema and against itself; fills the defaults in. @throws BadConnection */
export function checkDocument(document: unknown, where: string): Settings {
  const filled = structuredClone(document)
  if (!validate(filled)) throw new BadConnection(where, [...new Set((validate.errors ?? []).map(inWords))])
  const settings = filled as Settings
  const problems = [
    ...settings.mappings.flatMap(findTies),
    ...unitProblems(settings),
    ...projectProblems(settings),
  ]
  if (problems.length > 0) throw new BadConnection(where, problems)
  return settings
}

function unitProblems({ projects, business_units }: Settings): string[] {
  return projects
    .filter(project => !(project.bu_gl in business_units))
    .map(
      project => `project ${project.procore_id}: business unit ${project.bu_gl} is not among business_units`,
    )
}

function projectProblems({ projects }: Settings): string[] {
  const seen = new Set<string>()
  return projects.flatMap(({ procore_id }) => {
    if (seen.has(procore_id)) return [`project ${procore_id} is listed twice`]
    seen.add(procore_id)
    return []
  })
}

/** Two connections may not write the same books from the same company (DESIGN §6). @throws BadConnection */
export function checkOverlap(settings: Settings, others: StoredConnection[]): void {
  const units = Object.keys(settings.business_units)
  const problems = others.flatMap(other => {
    const { procore, business_units } = other.document as Settings
    const shared = Object.keys(business_units).filter(unit => units.includes(unit))
    if (procore.company_id !== settings.procore.company_id || shared.length === 0) return []
    return [`connection ${other.name} carries company ${procore.company_id} and ${shared.join(', ')} already`]
  })
  if (problems.length > 0) throw new BadConnection(settings.name, problems)
}

function inWords({ instancePath, message, params, schema, parentSchema }: ErrorObject): string {
  const where = instancePath.slice(1).replaceAll('/', '.') || 'the document'
  const why = typeof parentSchema?.description === 'string' ? ` (${parentSchema.description})` : ''
  if (params.missingProperty) {
    const wanted = (parentSchema?.properties as Record<string, { description?: string }> | undefined)?.[
      params.missingProperty
    ]
    return `${where}: ${params.missingProperty} is missing${wanted?.description ? `: ${wanted.description}` : ''}`
  }
  if (params.additionalProperty) return `${where}: ${params.additionalProperty} is not a setting`
  return `${where}: ${message ?? 'is not valid'}${Array.isArray(schema) ? '' : why}`
}
