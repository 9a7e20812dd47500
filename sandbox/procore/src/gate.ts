import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Call } from './call.ts'
import type { Input } from './fields.ts'
import type { Actor, Procore } from './procore.ts'
import { Query } from './query.ts'
import type { RateLimit } from './rate-limit.ts'
import { badRequest, notFound, Refusal } from './refusal.ts'
import type { Client, Company } from './tables.ts'
import type { Tokens } from './tokens.ts'

/** What a call is before its body is read: who calls, for which company. */
export type Entrant = { client: Client; company: Company }

/**
 * Lets a call in: token (401), both rate limits (429, headers on every answer), company header, app connected (403).
 * @throws Refusal with Procore's status otherwise.
 */
export function enter(
  procore: Procore,
  tokens: Tokens,
  limit: RateLimit,
  request: FastifyRequest,
  reply: FastifyReply,
): Entrant {
  const token = tokens.bearer(request.headers.authorization)
  if (token && procore.faults.take(request, 'token-expired')) {
    tokens.revoke(token.access_token)
    return enter(procore, tokens, limit, request, reply)
  }
  const client = token && procore.tables.clients.get(token.client_id)
  const named = headerText(request, 'procore-company-id')
  const holder = { app: client?.client_id, company: named ?? undefined, token: token?.access_token }
  const quota = limit.take(holder[procore.switches.get('quotaPer')] ?? 'anonymous')
  reply
    .header('X-Rate-Limit-Limit', quota.limit)
    .header('X-Rate-Limit-Remaining', quota.remaining)
    .header('X-Rate-Limit-Reset', quota.reset)
  if (!client) {
    reply.header('www-authenticate', 'Bearer realm="Procore", error="invalid_token"')
    throw new Refusal(401, 'The access token is invalid')
  }
  if (quota.exceeded) throw tooMany(procore, reply, quota.reset)
  const company = procore.tables.companies.get(named ?? unnamedCompany(procore, client, request))
  if (!company || !client.company_ids.includes(company.id))
    throw new Refusal(403, 'App is not connected to this company.')
  return { client, company }
}

/** 429 with the text that both limits have (procore.md §2.5). */
export function tooMany(procore: Procore, reply: FastifyReply, reset: number): Refusal {
  const seconds = Math.max(1, reset - Math.floor(procore.clock.now().getTime() / 1000))
  if (procore.switches.get('retryAfter') === 'yes') reply.header('Retry-After', seconds)
  return new Refusal(
    429,
    'You have surpassed the max number of requests for an hour. Please try again later.',
  )
}

/** The call as routes see it, once its body is read. */
export function callOf(
  procore: Procore,
  { client, company }: Entrant,
  request: FastifyRequest,
  reply: FastifyReply,
): Call {
  const body = request.body !== null && typeof request.body === 'object' ? (request.body as Input) : {}
  const actor: Actor = {
    caller: client.client_id,
    userId: client.user_id,
    applicationId: client.client_id,
    operationId: operationId(procore, request),
    traceparent: headerText(request, 'traceparent'),
    action: `${request.method} ${request.url.split('?')[0]}`,
  }
  const params = request.params as Record<string, string>
  return { procore, request, reply, client, company, actor, params, query: new Query(request.url), body }
}

function unnamedCompany(procore: Procore, client: Client, request: FastifyRequest): string {
  switch (procore.switches.get('missingCompanyHeader')) {
    case '404':
      throw notFound()
    case '400':
      throw badRequest('base', 'Missing Procore-Company-Id header. Please include it in the request.')
    case 'resolved':
      return /[?&/]compan(?:y_id=|ies\/)(\d+)/.exec(request.url)?.[1] ?? client.company_ids[0] ?? ''
  }
}

function operationId(procore: Procore, request: FastifyRequest): string | null {
  const name = procore.switches.get('operationIdHeader')
  return name === 'none' ? null : headerText(request, name.toLowerCase())
}

function headerText(request: FastifyRequest, name: string): string | null {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : null
}
