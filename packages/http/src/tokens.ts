import { Refused } from '@plumbline/flow-kit'
import { HttpFailure } from './failure.ts'
import { toJson } from './json.ts'
import type { Http, HttpAnswer, HttpCall } from './port.ts'

/** How to ask for a token with a client id and secret (RFC 6749 §4.4). */
export type ClientCredentials = {
  url: string
  clientId: string
  /** Asked for at every renewal, so that a rotated secret is taken up. */
  secret(): Promise<string>
  /** How the request carries the pair; servers differ (procore.md §1.2). */
  pairIn: 'form' | 'json' | 'multipart' | 'basic'
  /** Further parameters, e.g. `scope`. */
  extra?: Record<string, string>
}

/** A token, cached for its lifetime. */
export type Tokens = {
  /**
   * A token that is still good for a while; concurrent callers share one request.
   * @throws Refused `login` when the pair is refused; HttpFailure `not-sent` when no token could be had: the
   * call that needed it was not made.
   */
  token(): Promise<string>
  /** Drops a token that was refused, so that the next call asks for another. */
  forget(token: string): void
}

const LIFETIME_WHEN_UNSAID_S = 300
const MOST_MARGIN_MS = 300_000
const RENEW_AGAIN_MS = 15_000

/**
 * Keeps one token of a client-credentials grant; it is renewed when a tenth of its life, at most 5 minutes,
 * is left.
 */
export function createTokens(http: Http, grant: ClientCredentials, now: () => Date): Tokens {
  let kept: { token: string; renewAt: number; endsAt: number } | null = null
  let pending: Promise<string> | null = null

  const renew = async (): Promise<string> => {
    const asked = now().getTime()
    const { token, lifetimeS } = readToken(await ask(http, grant), grant.url)
    const lifetime = lifetimeS * 1000
    const endsAt = asked + lifetime
    kept = { token, renewAt: endsAt - Math.min(lifetime / 10, MOST_MARGIN_MS), endsAt }
    return token
  }

  /** While the old token is good, a server that gives no new one just now stops nothing. */
  const renewOrKeep = async (): Promise<string> => {
    try {
      return await renew()
    } catch (error) {
      const at = now().getTime()
      if (!(error instanceof HttpFailure) || !kept || at >= kept.endsAt) throw error
      kept.renewAt = at + RENEW_AGAIN_MS
      return kept.token
    }
  }

  return {
    token() {
      if (kept && now().getTime() < Math.min(kept.renewAt, kept.endsAt)) return Promise.resolve(kept.token)
      pending ??= renewOrKeep().finally(() => {
        pending = null
      })
      return pending
    },
    forget(token) {
      if (kept?.token === token) kept = null
    },
  }
}

async function ask(http: Http, grant: ClientCredentials): Promise<HttpAnswer> {
  try {
    return await http.call(tokenRequest(grant, await grant.secret()))
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error
    throw new HttpFailure('not-sent', error.code, `no token: ${error.message}`)
  }
}

function tokenRequest(grant: ClientCredentials, secret: string): HttpCall {
  const call = (type: string, body: string, more: Record<string, string> = {}): HttpCall => ({
    method: 'POST',
    url: grant.url,
    route: 'token',
    headers: { accept: 'application/json', 'content-type': type, ...more },
    body,
  })
  const asked = { grant_type: 'client_credentials', ...grant.extra }
  const withPair = { ...asked, client_id: grant.clientId, client_secret: secret }
  switch (grant.pairIn) {
    case 'form':
      return call('application/x-www-form-urlencoded', String(new URLSearchParams(withPair)))
    case 'json':
      return call('application/json', toJson(withPair))
    case 'multipart': {
      const boundary = `plumbline-${crypto.randomUUID()}`
      const parts = Object.entries(withPair).map(
        ([name, value]) =>
          `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      )
      return call(`multipart/form-data; boundary=${boundary}`, `${parts.join('')}--${boundary}--\r\n`)
    }
    case 'basic': {
      const pair = `${encodeURIComponent(grant.clientId)}:${encodeURIComponent(secret)}`
      return call('application/x-www-form-urlencoded', String(new URLSearchParams(asked)), {
        authorization: `Basic ${Buffer.from(pair).toString('base64')}`,
      })
    }
  }
}

type TokenAnswer = {
  access_token?: unknown
  expires_in?: unknown
  error?: unknown
  error_description?: unknown
}

function readToken({ status, body }: HttpAnswer, url: string): { token: string; lifetimeS: number } {
  const json: TokenAnswer = body.is === 'json' && typeof body.value === 'object' ? (body.value ?? {}) : {}
  if (status < 300 && typeof json.access_token === 'string') {
    const lifetimeS = Number(json.expires_in)
    return { token: json.access_token, lifetimeS: lifetimeS > 0 ? lifetimeS : LIFETIME_WHEN_UNSAID_S }
  }
  const { host } = new URL(url)
  if (status === 400 || status === 401 || status === 403) {
    const said = [json.error, json.error_description].filter(part => typeof part === 'string').join(': ')
    throw new Refused(
      'login',
      'token-refused',
      `${host} gives no token for this client id and secret (status ${status}${said && `, ${said}`})`,
    )
  }
  throw new HttpFailure(
    'not-sent',
    `TOKEN_${status}`,
    `no token: ${host} answered ${status} with ${body.is === 'json' ? 'no access_token' : `a body of ${body.is}`}`,
  )
}
