import { Refused } from '@plumbline/flow-kit'
import { HttpFailure, OddAnswer } from '@plumbline/http'
import { PeopleSoftError } from './answer.ts'
import type { PeopleSoft } from './client.ts'
import type { PeopleSoftCode } from './codes.ts'
import { getJournals } from './journals.ts'
import { orderOperation, tryPurchaseOrderOperation } from './purchase-order-writes.ts'
import type { QueryDefinition } from './query-definition.ts'
import { QueryDiffers } from './rows.ts'
import { parseXml, textOf } from './xml.ts'

/** One thing tried at set-up: what, whether it works, what was seen, and what to do where it does not. */
export type Finding = { what: string; ok: boolean; says: string; do?: string }

/**
 * Tries the base URL, the node, the login, each service operation, and each query with its prompts and columns. Reads
 * only. Stops where nothing else can work: an address or a node that does not answer, a login that is refused. An
 * operation that does not work is told once, and what needs it is not tried again.
 * @param definitions the queries of the connection, at least one
 */
export async function pingPeoplesoft(ps: PeopleSoft, definitions: QueryDefinition[]): Promise<Finding[]> {
  const { base_url, node, operations } = ps.settings
  const first = definitions[0]!
  const reached: Finding = { what: 'base URL', ok: true, says: `${base_url} answers` }
  ps.reset()
  const tried: Tried[] = []
  for (const attempt of [
    tryOperation(operations.query_prompts, () => listPrompts(ps, queryName(ps, first))),
    tryOperation(operations.execute_query, () => run(ps, first)),
    tryOperation(operations.journal, () => getJournals(ps, 'PLBNG', 'PLBPING')),
    ...orderOperations(ps, definitions),
  ]) {
    const one = await attempt()
    if (one.stop) return one.stop.what === 'base URL' ? [one.stop] : [reached, one.stop]
    tried.push(one)
  }
  if (tried.every(({ code }) => code === 'operation-not-found')) return [reached, nothingAt(base_url, node)]

  const queries: Finding[] = []
  if (tried.slice(0, 2).every(({ code }) => code === null))
    for (const definition of definitions) queries.push(await tryQuery(ps, definition))
  // One query that runs shows that an answer without a word was about another query, not about the operation.
  const someRun = queries.some(query => query.ok)
  const [prompts, execute, ...writing] = tried.map(({ finding }, at) =>
    someRun && at < 2 ? { what: finding.what, ok: true, says: WORKS } : finding,
  ) as [Finding, Finding, ...Finding[]]
  return [
    reached,
    { what: 'login', ok: true, says: `accepted by node ${node}` },
    ...[prompts, execute, ...writing],
    ...(prompts.ok && execute.ok ? queries : []),
  ]
}

const WORKS = 'active and permitted'

const nothingAt = (base_url: string, node: string): Finding => ({
  what: 'node',
  ok: false,
  says: `none of our operations answers at ${base_url}/${node}`,
  do: 'check base_url, up to and including RESTListeningConnector, and node, the default local node as it is spelled there; then that the operations are active (docs/peoplesoft-setup.md)',
})

const queryName = (ps: PeopleSoft, { name }: QueryDefinition): string => ps.settings.queries[name] ?? name

/** The operations that take purchase orders, where one of their queries is among those of the connection. */
const orderOperations = (ps: PeopleSoft, definitions: QueryDefinition[]) =>
  definitions.some(({ name }) => name.startsWith('PLB_PO'))
    ? [tryOperation(orderOperation(ps.settings.purchase_orders, 'look'), () => tryPurchaseOrderOperation(ps))]
    : []

/** `code`: why the operation is turned down as a whole. `stop`: nothing else can work. */
type Tried = { finding: Finding; code: PeopleSoftCode | null; stop: Finding | null }

/** Tries an operation by any call: an answer about that very call shows that the operation itself works. */
function tryOperation(operation: string, attempt: () => Promise<unknown>): () => Promise<Tried> {
  const what = `operation ${operation}`
  const works: Finding = { what, ok: true, says: WORKS }
  return async () => {
    try {
      await attempt()
      return { finding: works, code: null, stop: null }
    } catch (error) {
      const stop = stopping(error)
      if (stop) return { finding: stop, code: null, stop }
      if (error instanceof Refused)
        return { finding: failed(what, error), code: error.code as PeopleSoftCode, stop: null }
      // A bare 500 says nothing; what a handler says, it says because it was called.
      if (error instanceof PeopleSoftError && error.code === null && error.status >= 500)
        return { finding: failed(what, error), code: null, stop: null }
      if (isTold(error)) return { finding: works, code: null, stop: null }
      throw error
    }
  }
}

async function tryQuery(ps: PeopleSoft, definition: QueryDefinition): Promise<Finding> {
  const what = `query ${queryName(ps, definition)}`
  try {
    const asked = await listPrompts(ps, queryName(ps, definition))
    const missing = definition.prompts.map(prompt => prompt.name).filter(prompt => !asked.includes(prompt))
    if (missing.length > 0)
      throw new OddAnswer(
        `it has no prompt ${missing.join(', ')}; its prompts are ${asked.join(', ') || 'none'}`,
      )
    const rows = await run(ps, definition)
    return {
      what,
      ok: true,
      says: `runs with its prompts (${definition.prompts.length}); rows of a trial: ${rows.length}`,
    }
  } catch (error) {
    if (!isTold(error)) throw error
    return stopping(error) ?? failed(what, error)
  }
}

const run = (ps: PeopleSoft, definition: QueryDefinition) =>
  ps.rows(definition, Object.fromEntries(definition.prompts.map(prompt => [prompt.name, trial(prompt.type)])))

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

/** What keeps everything from working. */
function stopping(error: unknown): Finding | null {
  if (error instanceof HttpFailure)
    return {
      what: 'base URL',
      ok: false,
      says: error.message,
      do: 'check base_url, the name and port, firewalls and the certificate of the gateway',
    }
  if (error instanceof Refused && error.what === 'login')
    return {
      what: 'login',
      ok: false,
      says: error.message,
      do: 'check the credentials, that the account is neither locked nor expired, and that its permission lists have the service operations (a 403 does not say which of these it is)',
    }
  return null
}

/** Errors that are told as findings; any other is a fault of ours. */
const isTold = (error: unknown): error is Error =>
  error instanceof HttpFailure ||
  error instanceof Refused ||
  error instanceof PeopleSoftError ||
  error instanceof OddAnswer ||
  error instanceof QueryDiffers

function failed(what: string, error: Error): Finding {
  const advice =
    error instanceof Refused
      ? 'see docs/peoplesoft-setup.md, operations and permissions'
      : what.startsWith('operation')
        ? 'an inactive operation may show as a bare 500: check that operation, handler and routing are active (docs/peoplesoft-setup.md)'
        : 'compare it with docs/peoplesoft-setup.md'
  return { what, ok: false, says: error.message, do: advice }
}
