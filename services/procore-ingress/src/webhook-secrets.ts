import { createHash, timingSafeEqual } from 'node:crypto'
import { type OpenPorts, readSecret, SECRETS } from '@plumbline/connections'
import type { Clock, Live } from '@plumbline/engine'

/** Tells whether an Authorization header bears a secret of the connection. @throws when the secrets cannot be read */
export type Authenticate = (live: Live, authorization: string) => Promise<boolean>

type Kept = { version: number; at: number; digests: Promise<Buffer[]> }

/** How soon secrets may be read again because a header fits none of them. */
const AGAIN_MS = 1000

/**
 * Two secrets hold while one is being rotated; compared in constant time. They are kept in memory for as long as the
 * connection's version holds; a header that fits none makes them be read again, so that one that was sealed a moment ago
 * is not turned down.
 */
export function authenticateBy(ports: Pick<OpenPorts, 'store' | 'ring'>, clock: Clock): Authenticate {
  const kept = new Map<string, Kept>()

  function read(live: Live): Kept {
    const digests = readDigests(ports, live.id)
    const now: Kept = { version: live.version, at: clock.now().getTime(), digests }
    kept.set(live.id, now)
    digests.catch(() => {
      if (kept.get(live.id) === now) kept.delete(live.id)
    })
    return now
  }

  return async (live, authorization) => {
    const given = digest(authorization)
    const known = kept.get(live.id)
    const held = known?.version === live.version ? known : read(live)
    if (fits(given, await held.digests)) return true
    if (clock.now().getTime() - held.at < AGAIN_MS) return false
    return fits(given, await read(live).digests)
  }
}

async function readDigests(
  ports: Pick<OpenPorts, 'store' | 'ring'>,
  connectionId: string,
): Promise<Buffer[]> {
  const stored = await ports.store.secretNames(connectionId)
  const names = [SECRETS.webhookSecret, SECRETS.webhookSecretNext].filter(name => stored.includes(name))
  const secrets = await Promise.all(names.map(name => readSecret(ports, connectionId, name)))
  return secrets.map(digest)
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** All are compared, so that the time tells nothing of which one fits. */
const fits = (given: Buffer, digests: Buffer[]): boolean =>
  digests.map(one => timingSafeEqual(given, one)).some(Boolean)
