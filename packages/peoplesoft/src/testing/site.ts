import type { ServerResponse } from 'node:http'
import { onTestFinished } from 'vitest'
import { type Asked, sendJson, serve } from '../../../http/src/testing/server.ts'
import { createPeoplesoft } from '../client.ts'
import { type JournalLine, journalLineFields } from '../journals.ts'
import type { OrderWay, PeopleSoftSettings } from '../settings.ts'

export { sendJson }

/** The way in which a site takes purchase orders; the site's own operation unless said otherwise. */
export const orderWay = (changes: Partial<OrderWay> = {}): OrderWay => ({
  kind: 'handler',
  operation: 'PROCORE_PO.v1',
  component_interface: 'PURCHASE_ORDER',
  version: 'v1',
  wrapper: null,
  collections: { lines: 'PO_LINE', schedules: 'PO_LINE_SHIP', distributions: 'PO_LINE_DISTRIB' },
  date_format: 'YYYY-MM-DD',
  ...changes,
})

/** Settings of a connection to a test server. */
export const settingsFor = (
  base_url: string,
  changes: Partial<PeopleSoftSettings> = {},
): PeopleSoftSettings => ({
  base_url,
  node: 'PSFT_EP',
  auth: { kind: 'basic', oprid: 'PLUMBLINE' },
  time_zone: 'America/Chicago',
  operations: {
    execute_query: 'ExecuteQuery.v1',
    query_prompts: 'QueryPrompts.v1',
    journal: 'PROCORE_JRNL.v1',
  },
  purchase_orders: orderWay(),
  queries: {},
  query_owner: 'public',
  stamp_columns: { VENDOR: 'ZZ_LASTUPD_DTTM', GL_ACCOUNT_TBL: null },
  datetime_prompt: 'dotted',
  page_rows: 1000,
  max_rows: 10000,
  timeout_ms: 2000,
  connections: 2,
  ...changes,
})

/**
 * A client against a server that answers what the test says, in the shapes of peoplesoft.md §3 and §4. Both
 * end with the test.
 */
export async function site(
  answer: (asked: Asked, response: ServerResponse) => void | Promise<void>,
  changes: Partial<PeopleSoftSettings> = {},
  secret = async () => 'secret',
) {
  const server = await serve(answer)
  onTestFinished(server.close)
  const settings = settingsFor(`${server.url}/PSIGW/RESTListeningConnector`, changes)
  const ps = createPeoplesoft(settings, { secret, now: () => new Date() })
  onTestFinished(ps.close)
  return { ps, server }
}

/** A line of a journal with these fields and no others. */
export const journalLine = (
  JOURNAL_LINE: number,
  MONETARY_AMOUNT: string,
  more: Partial<JournalLine> = {},
): JournalLine => ({
  ...(Object.fromEntries(journalLineFields.map(name => [name, null])) as Record<
    (typeof journalLineFields)[number],
    null
  >),
  JOURNAL_LINE,
  MONETARY_AMOUNT,
  FOREIGN_AMOUNT: null,
  ...more,
})

/** The JSON of a query's answer. */
export const answerRows = (query: string, rows: object[]) =>
  JSON.stringify({
    status: 'success',
    data: {
      query: {
        numrows: rows.length,
        'queryname=': query,
        rows: rows.map((row, at) => ({ 'attr:rownumber': at + 1, ...row })),
      },
    },
  })

/** An error of the Integration Broker. */
export const ibError = (id: string, text: string) =>
  `<?xml version="1.0"?><IBResponse type="error"><DefaultTitle>Integration Broker Response</DefaultTitle>` +
  `<StatusCode>20</StatusCode><MessageSet>158</MessageSet><MessageID>${id}</MessageID>` +
  `<DefaultMessage><![CDATA[${text} (158,${id})]]></DefaultMessage></IBResponse>`
