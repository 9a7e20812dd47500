import {
  type CryptoKey,
  errors,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  jwtVerify,
  SignJWT,
} from 'jose'
import type { Row } from './fields.ts'
import { Refusal } from './refusal.ts'
import type { Site } from './site.ts'

const ALGORITHM = 'RS256'
type KeyRow = { kid: string; privateJwk: JWK; publicJwk: JWK }
const loaded = new WeakMap<Site, Promise<{ privateKey: CryptoKey; publicKey: CryptoKey; row: KeyRow }>>()

/** The signing keys of the stand-in authorization server, made once and kept with the state. */
export function signingKeys(site: Site) {
  let keys = loaded.get(site)
  if (!keys) loaded.set(site, (keys = loadKeys(site)))
  return keys
}

async function loadKeys({ store }: Site) {
  const kept = store.collection<KeyRow>('signing_keys')
  let row = kept.get('1')
  if (!row) {
    const made = await generateKeyPair(ALGORITHM, { extractable: true })
    row = {
      kid: crypto.randomUUID(),
      privateJwk: await exportJWK(made.privateKey),
      publicJwk: await exportJWK(made.publicKey),
    }
    kept.put('1', row)
    store.commit()
  }
  const read = async (jwk: JWK) => (await importJWK(jwk, ALGORITHM)) as CryptoKey
  return { privateKey: await read(row.privateJwk), publicKey: await read(row.publicJwk), row }
}

/** A signed access token for a client, valid from the sandbox's now on. */
export async function signToken(site: Site, client: Row, scope: string, seconds: number): Promise<string> {
  const { privateKey, row } = await signingKeys(site)
  const now = Math.floor(site.clock.now().getTime() / 1000)
  const claims = { scope, client_id: client.CLIENT_ID, ...(client.EMAIL !== ' ' && { email: client.EMAIL }) }
  const audience = client.AUD !== ' ' ? client.AUD! : site.oauth.audience
  return new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT', kid: row.kid })
    .setIssuer(site.oauth.issuer())
    .setSubject(client.SUB!)
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(now + seconds)
    .setJti(crypto.randomUUID())
    .sign(privateKey)
}

/**
 * The claim of a token that names its user: signature, issuer, audience and expiry hold, and the scope allows the method
 * (peoplesoft.md §2).
 * @throws Refusal if not
 */
export async function verifyToken(site: Site, token: string, method: string): Promise<string> {
  const refused = (why: string) => new Refusal('login', 45, `OAuth2 token refused: ${why}`, ['ANONYMOUS'])
  try {
    const { publicKey } = await signingKeys(site)
    const { payload } = await jwtVerify(token, publicKey, {
      issuer: site.oauth.issuer(),
      audience: site.oauth.audience,
      algorithms: [ALGORITHM],
      currentDate: site.clock.now(),
    })
    if (!scopeAllows(site, String(payload.scope ?? ''), method)) throw refused('scope')
    const user = payload[site.switches.get('oauthClaim')]
    if (typeof user !== 'string') throw refused('no claim names the user')
    return user
  } catch (error) {
    if (error instanceof errors.JOSEError) throw refused(error.code)
    throw error
  }
}

function scopeAllows({ switches }: Site, scope: string, method: string): boolean {
  const sufficient = method === 'GET' ? ['read', 'readwrite'] : ['write', 'readwrite']
  const accepted = switches.get('oauthScope') === 'any' ? ['read', 'write', 'readwrite'] : sufficient
  return scope.split(' ').some(one => accepted.includes(one))
}
