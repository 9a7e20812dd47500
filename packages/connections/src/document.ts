import { readFileSync } from 'node:fs'
import { ConnectionDocument, type Settings } from '@plumbline/flows'
import type { StoredConnection } from '@plumbline/ledger'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { isAlias, isMap, isSeq, LineCounter, parseDocument } from 'yaml'
import { contradictions } from './contradictions.ts'
import { type Problem, placeName, problemsOf } from './problem.ts'

/** A connection file that cannot be used: everything that is wrong with it, one sentence each. */
export class BadConnection extends Error {
  override name = 'BadConnection'
  readonly problems: string[]
  constructor(where: string, problems: string[]) {
    super(`${where}:\n${problems.map(problem => `  - ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

let compiled: ValidateFunction | null = null

/** Compiled at its first use: it takes a moment, and most commands do without. */
function validator(): ValidateFunction {
  compiled ??= formats
    .default(
      new Ajv({ allErrors: true, verbose: true, useDefaults: true, strict: true, allowUnionTypes: true }),
    )
    .compile(ConnectionDocument)
  return compiled
}

/**
 * Reads and checks a connection file; defaults are filled in.
 * @throws BadConnection with all problems of the schema, else all contradictions, each with its line
 */
export function readConnectionFile(file: string): Settings {
  const lines = new LineCounter()
  const document = parseDocument(readText(file), { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0)
    throw new BadConnection(
      file,
      document.errors.map(({ message, pos }) => `line ${lines.linePos(pos[0]).line}: ${message}`),
    )
  const lineOf: LineOf = path => {
    const offset = offsetOf(document, path)
    return offset === null ? null : lines.linePos(offset).line
  }
  const settings = readDocument(document.toJS(), file, lineOf)
  const problems = contradictions(settings)
  if (problems.length > 0) throw new BadConnection(file, sentences(problems, lineOf))
  return settings
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`
    throw new BadConnection(file, [why])
  }
}

type LineOf = (path: readonly string[]) => number | null

/** Checks a stored document against the schema alone and fills the defaults in. @throws BadConnection */
export function readDocument(document: unknown, where: string, lineOf: LineOf = () => null): Settings {
  const filled = structuredClone(document)
  const validate = validator()
  if (!validate(filled)) throw new BadConnection(where, sentences(problemsOf(validate.errors ?? []), lineOf))
  return filled as Settings
}

function sentences(problems: Problem[], lineOf: LineOf): string[] {
  const all = problems.map(({ path, says }) => {
    const line = lineOf(path)
    const place = [placeName(path), line === null ? '' : `(line ${line})`].filter(Boolean).join(' ')
    return place ? `${place}: ${says}` : says
  })
  return [...new Set(all)]
}

/** Where the key or item of a path begins in the text: as far as the path leads there. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly string[]): number | null {
  let node: unknown = document.contents
  let offset: number | null = null
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find(one => String(one.key) === part)
      if (!pair) break
      offset = (pair.key as { range?: [number] }).range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(part)]
      offset = (node as { range?: [number] } | undefined)?.range?.[0] ?? offset
    } else break
  }
  return offset
}

/**
 * Two connections may not write the same books from the same company (DESIGN §6). A company or a business unit of
 * the same name in a test environment is another one.
 * @throws BadConnection
 */
export function checkOverlap(settings: Settings, others: StoredConnection[]): void {
  const units = Object.keys(settings.business_units)
  const problems = others.flatMap(other => {
    const { peoplesoft, procore, business_units } = other.document as Settings
    const elsewhere =
      procore.api_url !== settings.procore.api_url && peoplesoft.base_url !== settings.peoplesoft.base_url
    const shared = Object.keys(business_units).filter(unit => units.includes(unit))
    if (elsewhere || procore.company_id !== settings.procore.company_id || shared.length === 0) return []
    return [
      `connection ${other.name} carries company ${procore.company_id} and ${shared.join(', ')} already: every cost would be posted twice`,
    ]
  })
  if (problems.length > 0) throw new BadConnection(settings.name, problems)
}
