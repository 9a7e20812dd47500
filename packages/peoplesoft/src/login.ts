import { Refused } from '@plumbline/flow-kit'
import { createTokens, type Http } from '@plumbline/http'
import { refuse } from './codes.ts'
import type { PeopleSoftSecret, PeopleSoftSettings } from './settings.ts'

/** How a client proves who it is, and when it stops trying. */
export type Login = {
  /**
   * The Authorization header.
   * @throws Refused `login` when no token is to be had, and after two refusals in a row, until `reset`.
   */
  header(): Promise<string>
  /** Drops what was refused. True when the same call may be tried once more with a new token. */
  renew(header: string): boolean
  refused(): void
  accepted(): void
  /** Whether it was accepted last. */
  works(): boolean
  reset(): void
}

/**
 * Accounts lock after a few failures, and then online users of the same OPRID are out too (peoplesoft.md §7).
 */
const MOST_REFUSALS = 2

/** Basic with an OPRID, or a cached OAuth2 bearer token. The password is asked for again after a refusal. */
export function createLogin(
  settings: PeopleSoftSettings,
  secret: (name: PeopleSoftSecret) => Promise<string>,
  http: Http,
  now: () => Date,
): Login {
  const scheme =
    settings.auth.kind === 'basic' ? basic(settings.auth, secret) : bearer(settings.auth, secret, http, now)
  let refusals = 0
  let works = false
  return {
    async header() {
      if (refusals >= MOST_REFUSALS)
        throw refuse(
          'login',
          'login-stopped',
          `PeopleSoft refused the login ${refusals} times in a row; nothing more is tried, so that the account is ` +
            'not locked: apply the connection with the right credentials; where only the account was locked, unlock ' +
            'it and restart the services',
        )
      try {
        return await scheme.header()
      } catch (error) {
        if (error instanceof Refused) refusals++
        throw error
      }
    },
    renew: scheme.renew,
    refused() {
      refusals++
      works = false
    },
    accepted() {
      refusals = 0
      works = true
    },
    works: () => works,
    reset() {
      refusals = 0
    },
  }
}

type Scheme = { header(): Promise<string>; renew(header: string): boolean }

function basic({ oprid }: { oprid: string }, secret: (name: PeopleSoftSecret) => Promise<string>): Scheme {
  let kept: string | null = null
  return {
    async header() {
      kept ??= `Basic ${Buffer.from(`${oprid}:${await secret('password')}`, 'utf8').toString('base64')}`
      return kept
    },
    renew() {
      kept = null
      return false
    },
  }
}

function bearer(
  auth: Extract<PeopleSoftSettings['auth'], { kind: 'oauth2' }>,
  secret: (name: PeopleSoftSecret) => Promise<string>,
  http: Http,
  now: () => Date,
): Scheme {
  const extra = {
    ...(auth.scope && { scope: auth.scope }),
    ...(auth.audience && { audience: auth.audience }),
  }
  const tokens = createTokens(
    http,
    {
      url: auth.token_url,
      clientId: auth.client_id,
      secret: () => secret('client_secret'),
      pairIn: auth.pair_in === 'basic' ? 'basic' : 'form',
      extra,
    },
    now,
  )
  return {
    header: async () => `Bearer ${await tokens.token()}`,
    renew(header) {
      tokens.forget(header.replace('Bearer ', ''))
      return true
    },
  }
}
