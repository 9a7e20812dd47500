import {
  type CallSeen,
  createHttp,
  type HttpAnswer,
  type HttpCall,
  HttpFailure,
  toJson,
} from '@plumbline/http'
import {
  HANDLER_EXCEPTION,
  operationRefusal,
  PeopleSoftError,
  pageRefusal,
  readFault,
  readRefusal,
  type Said,
} from './answer.ts'
import type { PeopleSoftCode } from './codes.ts'
import { createRowCap, QueryCut, raise, readDocuments } from './documents.ts'
import { createLogin } from './login.ts'
import { type PromptValues, promptQuery } from './prompts.ts'
import { readQasRows } from './qas.ts'
import { type QueryName, queryDefinitions, querySite } from './queries.ts'
import type { QueryDefinition } from './query-definition.ts'
import { type QueryRow, shapeRows } from './rows.ts'
import type { PeopleSoftSecret, PeopleSoftSettings } from './settings.ts'
import { createZone, type Zone } from './zone.ts'

/**
 * A call of an operation. `path` follows the alias, each part already encoded; `route` is its name in
 * metrics, else the operation.
 */
export type OperationCall = { method: HttpCall['method']; path: string; body?: unknown; route?: string }

/** What became of a write: a whole answer (of any status), or not known, or certainly not done. */
export type Written =
  | { is: 'answered'; answer: HttpAnswer; said: Said | null }
  | { is: 'unknown'; why: string }
  | { is: 'retry'; code: PeopleSoftCode; why: string }

/** One PeopleSoft. Every method throws `Refused` when the login or an operation is turned down as a whole. */
export type PeopleSoft = {
  settings: PeopleSoftSettings
  zone: Zone
  /** Our queries as this site has them. @throws RangeError for one that the site has no change column for. */
  query(name: QueryName): QueryDefinition
  /**
   * All rows of a query in one answer.
   * @throws QueryCut when there may be more than `max_rows` or the Query Profile let through;
   * PeopleSoftError, OddAnswer, QueryDiffers, HttpFailure when there is no good answer.
   */
  rows(query: QueryName | QueryDefinition, prompts: PromptValues): Promise<QueryRow[]>
  /**
   * The documents of a keyset query, each whole; its offset prompt is filled here (`readDocuments`). Throws
   * as `rows`.
   */
  documents(query: QueryName | QueryDefinition, prompts: PromptValues): AsyncIterable<QueryRow[]>
  /** An answer that reports no fault. @throws PeopleSoftError, HttpFailure. */
  read(operation: string, path: string, route?: string): Promise<HttpAnswer>
  /** A call that may have an effect. Never throws for what happened to the call, except `Refused`. */
  write(operation: string, call: OperationCall): Promise<Written>
  /** PeopleSoft's own present by the `Date` of its last answer, ISO 8601 UTC; null before the first. */
  present(): string | null
  /** Lets a login that was stopped be tried again. */
  reset(): void
  close(): Promise<void>
}

export type PeopleSoftPorts = {
  secret(name: PeopleSoftSecret): Promise<string>
  now(): Date
  onCall?(seen: CallSeen): void
}

/**
 * Makes a client with connections, login and row cap of its own. @throws RangeError for an unknown time zone.
 */
export function createPeoplesoft(settings: PeopleSoftSettings, ports: PeopleSoftPorts): PeopleSoft {
  const zone = createZone(settings.time_zone)
  const http = createHttp({
    connections: settings.connections,
    timeoutMs: settings.timeout_ms,
    ...(ports.onCall && { onCall: ports.onCall }),
  })
  const login = createLogin(settings, ports.secret, http, ports.now)
  const definitions = new Map(queryDefinitions(querySite(settings)).map(one => [one.name, one]))
  const cap = createRowCap()
  let present: string | null = null

  const call = async (operation: string, { method, path, body, route }: OperationCall): Promise<Answered> => {
    const attempt = async (mayRenew: boolean): Promise<Answered> => {
      const authorization = await login.header()
      const answer = await http.call({
        method,
        url: `${settings.base_url}/${encodeURIComponent(settings.node)}/${operation}${path}`,
        route: route ?? operation,
        headers: {
          authorization,
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { body: toJson(body) }),
      })
      const date = Date.parse(answer.headers.date ?? '')
      if (!Number.isNaN(date)) present = new Date(date).toISOString()
      const said = readFault(answer)
      const refusal = said && readRefusal(operation, answer, said, login.works())
      if (refusal?.what === 'login') {
        if (refusal.code === 'login-refused') {
          if (login.renew(authorization) && mayRenew && answer.status === 401) return attempt(false)
          login.refused()
        }
      } else if (!said || said.from === 'handler') login.accepted()
      if (refusal) throw refusal
      return { answer, said }
    }
    return attempt(true)
  }

  const read = async (operation: string, path: string, route = operation): Promise<HttpAnswer> => {
    const { answer, said } = await call(operation, { method: 'GET', path, route })
    if (!said) return answer
    if (said.from === 'framework' && said.code !== null && said.code !== HANDLER_EXCEPTION)
      throw operationRefusal(operation, said)
    if (said.from === 'page' && answer.status < 400) throw pageRefusal(operation, answer.status, said)
    throw new PeopleSoftError(operation, answer.status, said, answer.headers.transactionid ?? null)
  }

  const query = (name: QueryName): QueryDefinition => {
    const found = definitions.get(name)
    if (found) return found
    throw new RangeError(`${name} needs a change column: name it in the connection's stamp_columns`)
  }
  const definitionOf = (asked: QueryName | QueryDefinition) =>
    typeof asked === 'string' ? query(asked) : asked

  const page = async (
    definition: QueryDefinition,
    prompts: PromptValues,
    maxRows: number,
  ): Promise<QueryRow[]> => {
    const name = settings.queries[definition.name] ?? definition.name
    const asked = promptQuery(definition, prompts, settings.datetime_prompt, zone)
    const { body } = await read(
      settings.operations.execute_query,
      `/${settings.query_owner}/${name}/JSON/NONFILE?isconnectedquery=N&maxrows=${maxRows}` +
        `${asked && `&${asked}`}&json_resp=true`,
      `${settings.operations.execute_query}/${name}`,
    )
    return shapeRows(definition, name, readQasRows(body, name), zone)
  }

  return {
    settings,
    zone,
    query,
    read,
    async rows(asked, prompts) {
      const definition = definitionOf(asked)
      for (const maxRows of new Set([Math.min(settings.page_rows, settings.max_rows), settings.max_rows])) {
        const rows = await page(definition, prompts, maxRows)
        if (!cap.reached(rows.length, maxRows)) return rows
      }
      throw new QueryCut(
        `${definition.name} has more rows than one answer may bring: ${raise(settings.max_rows)}`,
      )
    },
    documents(asked, prompts) {
      const definition = definitionOf(asked)
      const offset = definition.keyset?.prompt ?? ''
      return readDocuments(
        definition,
        (after, rows) => page(definition, { ...prompts, [offset]: after }, rows),
        {
          pageRows: settings.page_rows,
          maxRows: settings.max_rows,
          cap,
        },
      )
    },
    async write(operation, asked) {
      try {
        const { answer, said } = await call(operation, asked)
        return { is: 'answered', answer, said }
      } catch (error) {
        if (!(error instanceof HttpFailure)) throw error
        return error.stage === 'not-sent'
          ? { is: 'retry', code: 'peoplesoft-unreachable', why: error.message }
          : { is: 'unknown', why: error.message }
      }
    },
    present: () => present,
    reset: () => login.reset(),
    close: () => http.close(),
  }
}

type Answered = { answer: HttpAnswer; said: Said | null }
