import { skeletonPeoplesoft } from '@plumbline/sandbox-world'
import { onTestFinished } from 'vitest'
import { type PeoplesoftSandboxOptions, startPeoplesoftSandbox } from '../sandbox.ts'

/** Basic credentials of the skeleton's integration user. */
export const LOGIN = basic('PLUMBLINE', 'plumbline-demo')

export function basic(oprid: string, password: string): { authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${oprid}:${password}`).toString('base64')}` }
}

type Asked = { maxrows?: number; output?: string; more?: string }

/** A sandbox for one test, with the skeleton's rows unless others are given, and short hands for its callers. */
export async function startSite(
  options: PeoplesoftSandboxOptions & { port?: number; issuerPort?: number } = {},
) {
  const started = await startPeoplesoftSandbox({ rows: skeletonPeoplesoft(), ...options })
  let open = true
  const close = async () => {
    if (open) await started.close()
    open = false
  }
  onTestFinished(close)
  const { url, issuerUrl, sandbox } = started
  const rest = `${url}/PSIGW/RESTListeningConnector/PSFT_EP`

  const send = (method: string, path: string, body?: unknown) =>
    fetch(url + path, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  const get = (path: string, headers: Record<string, string> = LOGIN) => fetch(`${rest}/${path}`, { headers })
  const queryPath = (name: string, prompts: Record<string, string> = {}, asked: Asked = {}) => {
    const { maxrows = 1000, output = 'JSON', more = '' } = asked
    const values = Object.values(prompts).map(encodeURIComponent).join(',')
    const lists = `prompt_uniquepromptname=${Object.keys(prompts).join(',')}&prompt_fieldvalue=${values}`
    const path = `ExecuteQuery.v1/public/${name}/${output}/NONFILE?isconnectedquery=N&maxrows=${maxrows}`
    return `${path}&${lists}&json_resp=true${more}`
  }
  const post = (journal: unknown, headers: Record<string, string> = {}) =>
    fetch(`${rest}/PROCORE_JRNL.v1`, {
      method: 'POST',
      headers: { ...LOGIN, 'content-type': 'application/json', ...headers },
      body: typeof journal === 'string' ? journal : JSON.stringify(journal),
    })

  return {
    url,
    issuerUrl,
    sandbox,
    close,
    send,
    get,
    queryPath,
    post,
    /** The rows of a query's JSON answer. */
    async rows(name: string, prompts: Record<string, string> = {}): Promise<Record<string, unknown>[]> {
      const answer = await get(queryPath(name, prompts))
      const { data } = (await answer.json()) as { data: { query: { rows: Record<string, unknown>[] } } }
      return data.query.rows
    },
    /** What GET PROCORE_JRNL.v1 answers for a journal of US001. */
    async journals(id: string): Promise<JournalAnswer[]> {
      return ((await (await get(`PROCORE_JRNL.v1/US001/${id}`)).json()) as { journals: JournalAnswer[] })
        .journals
    },
    /** A person's action; its answer and status. */
    async act(order: Record<string, unknown>) {
      const answer = await send('POST', '/__sandbox/do', { as: 'JSMITH', ...order })
      return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
    },
    async state(collection: string): Promise<Record<string, unknown>[]> {
      return (await (await send('GET', `/__sandbox/state/${collection}`)).json()) as Record<string, unknown>[]
    },
    async set(switches: Record<string, string | number>): Promise<void> {
      await send('PATCH', '/__sandbox/switches', switches)
    },
    async pass(ms: number): Promise<void> {
      await send('POST', '/__sandbox/clock', { shift_ms: ms })
    },
    async fault(order: Record<string, unknown>): Promise<void> {
      await send('POST', '/__sandbox/faults', order)
    },
  }
}

export type JournalAnswer = Record<string, unknown> & {
  lines: Record<string, unknown>[]
  errors: { line: number | null; field: string; code: string; message: string }[]
}

/** A balanced journal of the skeleton: one cost line with its project set, one offset line. */
export function journal(set: Record<string, unknown> = {}, cost: Record<string, unknown> = {}) {
  return {
    BUSINESS_UNIT: 'US001',
    JOURNAL_ID: 'PRC0000001',
    JOURNAL_DATE: '2026-10-14',
    LEDGER_GROUP: 'ACTUALS',
    SOURCE: 'PRC',
    DESCR254: 'Procore direct cost 61001 revision 1',
    CURRENCY_CD: 'USD',
    lines: [
      {
        JOURNAL_LINE: 1,
        ACCOUNT: '500200',
        DEPTID: 'FIELD',
        BUSINESS_UNIT_PC: 'US001',
        PROJECT_ID: '24-017',
        ACTIVITY_ID: 'CONCRETE',
        ANALYSIS_TYPE: 'ACT',
        MONETARY_AMOUNT: 1848.75,
        LINE_DESCR: 'Ready-mix, 4000 psi',
        ...cost,
      },
      { JOURNAL_LINE: 2, ACCOUNT: '214200', MONETARY_AMOUNT: -1848.75 },
    ],
    ...set,
  }
}
