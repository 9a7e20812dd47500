import type { Outcome } from '@plumbline/flow-kit'
import {
  type CallSeen,
  createHttp,
  createTokens,
  type HttpAnswer,
  type HttpCall,
  HttpFailure,
  OddAnswer,
  toJson,
} from '@plumbline/http'
import pLimit from 'p-limit'
import { type Budget, createBudget, type Urgency } from './budget.ts'
import { refuse } from './codes.ts'
import { describeFault, failRead, readFault } from './faults.ts'
import type { SyncKey, Written } from './outcomes.ts'
import { listPages } from './paging.ts'
import { type Filters, filterQuery, type Query, queryText } from './query.ts'
import type { ProcoreSettings } from './settings.ts'
import { withNumbers } from './shared.ts'
import { syncInParts } from './sync.ts'

/** How to read. `filters` become `filters[…]`. */
export type Reading = { query?: Query; filters?: Filters; urgency?: Urgency }

/**
 * One Procore company. Paths follow `/rest/`, e.g. `v1.0/vendors`. Every method throws `Refused` when the
 * login, a scope or the rate budget is turned down.
 */
export type Procore = {
  settings: ProcoreSettings
  /**
   * The JSON of an answer, without the `data` envelope of v2. @throws ProcoreError, OddAnswer, HttpFailure.
   */
  read(path: string, reading?: Reading): Promise<unknown>
  /**
   * The same for one record; null where it does not exist or is not visible (404): alone no proof of a
   * deletion.
   */
  show(path: string, reading?: Reading): Promise<unknown>
  /** All items of a list, page by page. Throws as `read`. */
  list(path: string, reading?: Reading): AsyncIterable<unknown>
  /** A call that may have an effect. Never throws for what happened to the call, except `Refused`. */
  write(method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown, query?: Query): Promise<Written>
  /**
   * A bulk write of at most 1000 updates by id or origin_id; outcomes in their order. `scope`: ids beside
   * `updates` in the body. `ids`: fields of an update that are ids besides its own, since v1 takes ids as
   * numbers.
   */
  sync<Seen extends { id: string; origin_id: string | null }>(
    path: string,
    updates: readonly (SyncKey & object)[],
    read: (entity: unknown) => Seen,
    where?: { scope?: Record<string, string>; query?: Query; ids?: readonly string[] },
  ): Promise<Outcome<Seen>[]>
  /** How the rate limits stand. */
  limits: Budget['view']
  /** Procore's own present by the `Date` of its last answer, ISO 8601 UTC; null before the first. */
  present(): string | null
  close(): Promise<void>
}

export type ProcorePorts = {
  /** The client secret; asked for at every token request. */
  secret(): Promise<string>
  now(): Date
  onCall?(seen: CallSeen): void
}

/** Makes a client with connections, token and rate budget of its own. */
export function createProcore(settings: ProcoreSettings, { secret, now, onCall }: ProcorePorts): Procore {
  const http = createHttp({
    connections: settings.connections,
    timeoutMs: settings.timeout_ms,
    userAgent: 'plumbline (integration)',
    ...(onCall && { onCall }),
  })
  const tokens = createTokens(
    http,
    {
      url: `${settings.login_url}/oauth/token`,
      clientId: settings.client_id,
      secret,
      pairIn: settings.token_request,
    },
    now,
  )
  const budget = createBudget(settings, now)
  let present: string | null = null

  // Calls queue here and not for a connection: by then they would have taken room by what was known long
  // before.
  const slots = pLimit(settings.connections)

  const send = async (asked: Asked): Promise<HttpAnswer> => {
    const began = now()
    for (;;) {
      await budget.ready(asked.urgency, began)
      const answer = await slots(() =>
        budget.take(asked.urgency) ? exchange(asked).finally(budget.done) : null,
      )
      if (answer) return answer
    }
  }

  const exchange = async (asked: Asked): Promise<HttpAnswer> => {
    const token = await tokens.token()
    const answer = await http.call({
      method: asked.method,
      url: `${settings.api_url}/rest/${asked.path}${queryText(asked.query)}`,
      route: routeOf(asked.path),
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${token}`,
        'procore-company-id': settings.company_id,
        ...(asked.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(asked.body !== undefined && { body: toJson(asked.body) }),
    })
    const date = Date.parse(answer.headers.date ?? '')
    if (!Number.isNaN(date)) present = new Date(date).toISOString()
    budget.learn(answer)
    if (answer.status === 401) tokens.forget(token)
    return answer
  }

  const call = async (asked: Asked): Promise<HttpAnswer> => {
    const first = await send(asked)
    if (first.status !== 401) return first
    const second = await send(asked)
    if (second.status !== 401) return second
    const said = describeFault(readFault(second))
    throw refuse('login', 'login-refused', `Procore refuses a fresh token: ${said}`)
  }

  const get = (path: string, { query = {}, filters = {}, urgency = 'foreground' }: Reading) =>
    call({ method: 'GET', path, query: { ...query, ...filterQuery(filters, settings) }, urgency })

  const write: Procore['write'] = async (method, path, body, query = {}) => {
    try {
      return { is: 'answered', answer: await call({ method, path, query, urgency: 'foreground', body }) }
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error
      return error.stage === 'not-sent'
        ? { is: 'retry', code: 'procore-unreachable', why: error.message }
        : { is: 'unknown', why: error.message }
    }
  }

  return {
    settings,
    async read(path, reading = {}) {
      return jsonOf(path, await get(path, reading))
    },
    async show(path, reading = {}) {
      const answer = await get(path, reading)
      return answer.status === 404 ? null : jsonOf(path, answer)
    },
    list: (path, reading = {}) =>
      listPages(
        async page => {
          const answer = await get(path, { ...reading, query: { ...reading.query, ...page } })
          const items = jsonOf(path, answer)
          if (!Array.isArray(items))
            throw new OddAnswer(`${routeOf(path)} answered with ${typeof items}, not a list`)
          return { items, headers: answer.headers }
        },
        // v2 lists take 100 at most (procore.md §2.1).
        path.startsWith('v2.') ? Math.min(settings.per_page, 100) : settings.per_page,
      ),
    write,
    sync: (path, updates, read, { scope = {}, query = {}, ids = [] } = {}) => {
      const send = (part: readonly object[]) => {
        const numbered = part.map(update => withNumbers(update, ['id', ...ids]))
        return write('PATCH', path, { ...withNumbers(scope, Object.keys(scope)), updates: numbered }, query)
      }
      return syncInParts(routeOf(path), send, updates, read)
    },
    limits: budget.view,
    present: () => present,
    close: () => http.close(),
  }
}

type Asked = { method: HttpCall['method']; path: string; query: Query; urgency: Urgency; body?: unknown }

/** A path as spans, metrics and errors show it: without ids. */
const routeOf = (path: string) => path.replace(/\/\d+(?=\/|$)/g, '/{id}')

function jsonOf(path: string, answer: HttpAnswer): unknown {
  const { status, body } = answer
  if (status >= 300 || body.is !== 'json') return failRead(routeOf(path), answer)
  if (!path.startsWith('v2.')) return body.value
  const { value } = body
  if (typeof value === 'object' && value !== null && 'data' in value) return value.data
  throw new OddAnswer(`${routeOf(path)} answered without data`)
}
