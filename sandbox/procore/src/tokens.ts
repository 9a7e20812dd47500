import { randomBytes } from 'node:crypto'
import type { Collection } from '@plumbline/sandbox-kit'
import type { Procore } from './procore.ts'
import type { Client } from './tables.ts'

/** An access token as issued; times in Unix seconds. */
export type Token = { access_token: string; client_id: string; created_at: number; expires_at: number }

/** The access tokens in force, kept with the state. */
export class Tokens {
  readonly #procore: Procore
  readonly #rows: Collection<Token>

  constructor(procore: Procore) {
    this.#procore = procore
    this.#rows = procore.store.collection('tokens')
  }

  /** A new token of the life that the switch `tokenSeconds` gives. */
  issue(client: Client): Token {
    const created_at = this.#now()
    for (const [key, token] of [...this.#rows.entries()])
      if (token.expires_at <= created_at) this.#rows.delete(key)
    const expires_at = created_at + this.#procore.switches.get('tokenSeconds')
    const token = {
      access_token: newText(client.client_id, expires_at),
      client_id: client.client_id,
      created_at,
      expires_at,
    }
    return this.#rows.put(token.access_token, token)
  }

  /** The token that a request bears, if it is in force. */
  bearer(authorization: string | undefined): Token | null {
    const text = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
    const token = text === undefined ? undefined : this.#rows.get(text)
    return token && token.expires_at > this.#now() ? token : null
  }

  revoke(accessToken: string): void {
    this.#rows.delete(accessToken)
  }

  secondsLeft(token: Token): number {
    return token.expires_at - this.#now()
  }

  #now(): number {
    return Math.floor(this.#procore.clock.now().getTime() / 1000)
  }
}

/** Looks like the ES512 JWT that Procore issues (procore.md §1.2); nothing can verify it, as with Procore's. */
function newText(clientId: string, expiresAt: number): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const header = part({ alg: 'ES512', typ: 'JWT' })
  const claims = part({ amr: [], aid: clientId, exp: expiresAt, jti: randomBytes(9).toString('base64url') })
  return `${header}.${claims}.${randomBytes(132).toString('base64url')}`
}
