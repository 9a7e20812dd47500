import { addCommonFaults } from '@plumbline/sandbox-kit'
import fastify, { type FastifyInstance } from 'fastify'
import type { Site } from './site.ts'
import { signingKeys, signToken } from './tokens.ts'

/**
 * The stand-in for the customer's authorization server; PeopleSoft itself issues no tokens (peoplesoft.md §2).
 * `POST /oauth2/token` (client_credentials; the pair by Basic or in the form), `/.well-known/openid-configuration`, `/jwks`.
 */
export function buildIssuer(site: Site): FastifyInstance {
  const app = fastify({ forceCloseConnections: true })
  addCommonFaults(app, site.faults)
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'string' }, async (_request: unknown, body: string) => body)

  app.get('/.well-known/openid-configuration', async () => ({
    issuer: site.oauth.issuer(),
    token_endpoint: `${site.oauth.issuer()}/oauth2/token`,
    jwks_uri: `${site.oauth.issuer()}/jwks`,
    grant_types_supported: ['client_credentials'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    scopes_supported: ['read', 'write', 'readwrite'],
    id_token_signing_alg_values_supported: ['RS256'],
  }))
  app.get('/jwks', async () => {
    const { row } = await signingKeys(site)
    return { keys: [{ ...row.publicJwk, kid: row.kid, alg: 'RS256', use: 'sig' }] }
  })
  app.post<{ Body: string | undefined }>('/oauth2/token', async (request, reply) => {
    const form = new URLSearchParams(request.body ?? '')
    const refuse = (status: number, error: string) =>
      reply.code(status).header('cache-control', 'no-store').send({ error })
    const [id, secret] = pair(request.headers.authorization, form)
    const client = site.db.table('OAUTH_CLIENT').get({ CLIENT_ID: id })
    if (!client || client.CLIENT_SECRET !== secret) return refuse(401, 'invalid_client')
    if (form.get('grant_type') !== 'client_credentials') return refuse(400, 'unsupported_grant_type')
    const scope = form.get('scope') || client.SCOPE!
    const granted = new Set(client.SCOPE!.split(' '))
    if (!scope.split(' ').every(one => granted.has(one))) return refuse(400, 'invalid_scope')
    const seconds = site.switches.get('tokenSeconds')
    const access_token = await signToken(site, client, scope, seconds)
    return reply
      .header('cache-control', 'no-store')
      .send({ access_token, token_type: 'Bearer', expires_in: seconds, scope })
  })
  return app
}

function pair(authorization: string | undefined, form: URLSearchParams): [id: string, secret: string] {
  const basic = /^basic (.+)$/i.exec(authorization ?? '')?.[1]
  if (!basic) return [form.get('client_id') ?? '', form.get('client_secret') ?? '']
  const text = Buffer.from(basic, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  return [decodeURIComponent(text.slice(0, colon)), decodeURIComponent(text.slice(colon + 1))]
}
