import { Refused } from '@plumbline/flow-kit'
import { HttpFailure, OddAnswer } from '@plumbline/http'
import { PeopleSoftError } from './answer.ts'
import type { PeopleSoft } from './client.ts'
import { getJournals } from './journals.ts'
import type { QueryDefinition } from './query-definition.ts'
import { QueryDiffers } from './rows.ts'
import { parseXml, textOf } from './xml.ts'

/** One thing tried at set-up: what, whether it works, what was seen, and what to do where it does not. */
export type Finding = { what: string; ok: boolean; says: string; do?: string }

/**
 * Tries the base URL, the node, the login, each query with its prompts and columns, and the journal
 * operation. Reads only. Stops where nothing else can work: an address that does not answer, a login that is
 * refused.
 */
export async function pingPeoplesoft(ps: PeopleSoft, definitions: QueryDefinition[]): Promise<Finding[]> {
  const { base_url, node, operations } = ps.settings
  const reached: Finding = { what: 'base URL', ok: true, says: `${base_url} answers` }
  const known: Finding[] = [reached, { what: 'login', ok: true, says: `accepted by node ${node}` }]
  const attempts = [
    ...definitions.map(definition => () => tryQuery(ps, definition)),
    () =>
      trying(`operation ${operations.journal}`, async () => {
        await getJournals(ps, 'PLBNG', 'PLBPING')
        return 'active and permitted'
      }),
  ]
  ps.reset()
  for (const attempt of attempts) {
    const finding = await attempt()
    if (finding.what === 'base URL') return [finding]
    if (finding.what === 'login') return [reached, finding]
    known.push(finding)
  }
  return known
}

async function tryQuery(ps: PeopleSoft, definition: QueryDefinition): Promise<Finding> {
  const name = ps.settings.queries[definition.name] ?? definition.name
  return trying(`query ${name}`, async () => {
    const asked = await listPrompts(ps, name)
    const missing = definition.prompts.map(prompt => prompt.name).filter(prompt => !asked.includes(prompt))
    if (missing.length > 0)
      throw new OddAnswer(
        `it has no prompt ${missing.join(', ')}; its prompts are ${asked.join(', ') || 'none'}`,
      )
    const rows = await ps.rows(
      definition,
      Object.fromEntries(definition.prompts.map(prompt => [prompt.name, trial(prompt.type)])),
    )
    return `runs with its ${definition.prompts.length} prompts, ${rows.length} rows for a trial`
  })
}

const trial = (type: QueryDefinition['prompts'][number]['type']) =>
  type === 'datetime'
    ? '2000-01-01T00:00:00.000Z'
    : type === 'date'
      ? '2000-01-01'
      : type === 'number'
        ? '0'
        : ''

/** The unique prompt names of a query (peoplesoft.md §3.1), from JSON or XML of whatever envelope. */
async function listPrompts(ps: PeopleSoft, query: string): Promise<string[]> {
  const { operations, query_owner } = ps.settings
  const { body } = await ps.read(
    operations.query_prompts,
    `/${query_owner}/${query}?isconnectedquery=N&json_resp=true`,
    `${operations.query_prompts}/${query}`,
  )
  if (body.is === 'json') return promptNames(body.value)
  if (body.is === 'xml') return promptNames(parseXml(body.text))
  throw new OddAnswer(`${operations.query_prompts} answered with ${body.is}`)
}

function promptNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(promptNames)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    /^uniquepromptname$/i.test(key.replaceAll('_', ''))
      ? [textOf(inner as Parameters<typeof textOf>[0]).trim()]
      : promptNames(inner),
  )
}

async function trying(what: string, attempt: () => Promise<string>): Promise<Finding> {
  try {
    return { what, ok: true, says: await attempt() }
  } catch (error) {
    if (error instanceof HttpFailure)
      return {
        what: 'base URL',
        ok: false,
        says: error.message,
        do: 'check base_url, the name and port, firewalls and the certificate of the gateway',
      }
    if (error instanceof Refused)
      return error.what === 'login'
        ? {
            what: 'login',
            ok: false,
            says: error.message,
            do: 'check the credentials, and that the account is neither locked nor expired',
          }
        : {
            what,
            ok: false,
            says: error.message,
            do: 'see docs/peoplesoft-setup.md, operations and permissions',
          }
    if (error instanceof PeopleSoftError || error instanceof OddAnswer || error instanceof QueryDiffers)
      return {
        what,
        ok: false,
        says: error.message,
        do: 'compare it with docs/peoplesoft-setup.md; what is inactive may show as a bare 500',
      }
    throw error
  }
}
