import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { int } from './json.ts'
import type { Procore } from './procore.ts'
import type { Client } from './tables.ts'
import type { Tokens } from './tokens.ts'

/**
 * `/oauth/token`, `/oauth/token/info`, `/oauth/revoke` (procore.md §1.2). The client pair may come as JSON, form,
 * multipart or HTTP Basic. Errors are those of the Doorkeeper library, whose wording Procore's have.
 */
export function addOauth(app: FastifyInstance, procore: Procore, tokens: Tokens): void {
  app.post('/oauth/token', async (request, reply) => {
    const body = fields(request)
    const client = clientOf(procore, request)
    if (!body.grant_type)
      return oauthError(reply, 400, 'invalid_request', 'Missing required parameter: grant_type.')
    if (body.grant_type !== 'client_credentials')
      return oauthError(
        reply,
        400,
        'unsupported_grant_type',
        'The authorization grant type is not supported by the authorization server.',
      )
    if (!client) return unknownClient(reply)
    const token = tokens.issue(client)
    return {
      access_token: token.access_token,
      token_type: procore.switches.get('tokenType'),
      expires_in: token.expires_at - token.created_at,
      created_at: token.created_at,
    }
  })

  app.get('/oauth/token/info', async (request, reply) => {
    const token = tokens.bearer(request.headers.authorization)
    const client = token && procore.tables.clients.get(token.client_id)
    if (!client) return oauthError(reply, 401, 'invalid_token', 'The access token is invalid')
    const expires_in_seconds = tokens.secondsLeft(token)
    return {
      resource_owner_id: int(client.user_id),
      scopes: [],
      expires_in_seconds,
      expires_in: expires_in_seconds,
      application: { uid: client.client_id },
      created_at: token.created_at,
    }
  })

  app.post('/oauth/revoke', async (request, reply) => {
    if (!clientOf(procore, request)) return unknownClient(reply)
    tokens.revoke(fields(request).token ?? '')
    return {}
  })
}

function fields(request: FastifyRequest): Record<string, string | undefined> {
  return (request.body ?? {}) as Record<string, string | undefined>
}

function clientOf(procore: Procore, request: FastifyRequest): Client | null {
  const [scheme, encoded] = (request.headers.authorization ?? '').split(' ')
  const [basicId, ...basicSecret] =
    scheme?.toLowerCase() === 'basic'
      ? Buffer.from(encoded ?? '', 'base64')
          .toString()
          .split(':')
      : []
  const { client_id = basicId, client_secret = basicSecret.join(':') } = fields(request)
  const client = procore.tables.clients.get(client_id ?? '')
  return client?.client_secret === client_secret ? client : null
}

function unknownClient(reply: FastifyReply): FastifyReply {
  return oauthError(
    reply,
    401,
    'invalid_client',
    'Client authentication failed due to unknown client, no client authentication included, ' +
      'or unsupported authentication method.',
  )
}

function oauthError(
  reply: FastifyReply,
  status: number,
  error: string,
  error_description: string,
): FastifyReply {
  if (status === 401)
    reply.header(
      'www-authenticate',
      `Bearer realm="Procore", error="${error}", error_description="${error_description}"`,
    )
  return reply.code(status).send({ error, error_description })
}
