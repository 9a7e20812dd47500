import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import type { SealedSecret } from '@plumbline/ledger'

/** The sealing keys by id; the first one of the file seals, all of them open. */
export type KeyRing = { current: string; keys: ReadonlyMap<string, Buffer> }

const CIPHER = 'aes-256-gcm'

/**
 * Reads the sealing keys: one a line, `<id> <32 bytes in base64>`, the current one first.
 * @throws with what to do, when the file is missing, open to others, or not of this form.
 */
export function readKeyRing(file: string): KeyRing {
  const { mode } = statSync(file)
  if ((mode & 0o077) !== 0)
    throw new Error(
      `the sealing key file ${file} is open to others (mode ${(mode & 0o777).toString(8)}): chmod 600 it`,
    )
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
  const keys = new Map(lines.map(line => readKey(file, line)))
  const current = [...keys.keys()][0]
  if (!current) throw new Error(`the sealing key file ${file} holds no key; \`plumbline seal-key\` makes one`)
  return { current, keys }
}

function readKey(file: string, line: string): [string, Buffer] {
  const [id, text] = line.split(/\s+/)
  const key = Buffer.from(text ?? '', 'base64')
  if (!id || key.length !== 32)
    throw new Error(`${file}: a line is \`<id> <32 bytes in base64>\`, one of them is not`)
  return [id, key]
}

/** A line for a new key file. */
export const newKeyLine = (id: string): string => `${id} ${randomBytes(32).toString('base64')}\n`

/** Envelope encryption: the secret under a key of its own, that key under the ring's current one. Bound to its place. */
export function seal(ring: KeyRing, connectionId: string, name: string, secret: string): SealedSecret {
  const own = randomBytes(32)
  return {
    name,
    keyId: ring.current,
    wrappedKey: encrypt(ring.keys.get(ring.current)!, own, placeOf(connectionId, name)),
    sealed: encrypt(own, Buffer.from(secret, 'utf8'), placeOf(connectionId, name)),
  }
}

/** @throws when the key is not in the ring, or the row was changed or moved to another place. */
export function unseal(
  ring: KeyRing,
  connectionId: string,
  { name, keyId, wrappedKey, sealed }: SealedSecret,
): string {
  const key = ring.keys.get(keyId)
  if (!key)
    throw new Error(`secret ${name} is sealed with key ${keyId}, which is not in the sealing key file`)
  const place = placeOf(connectionId, name)
  return decrypt(decrypt(key, wrappedKey, place), sealed, place).toString('utf8')
}

const placeOf = (connectionId: string, name: string): Buffer => Buffer.from(`${connectionId}/${name}`)

function encrypt(key: Buffer, plain: Buffer, place: Buffer): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(place)
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Buffer, sealed: Buffer, place: Buffer): Buffer {
  const decipher = createDecipheriv(CIPHER, key, sealed.subarray(0, 12))
    .setAAD(place)
    .setAuthTag(sealed.subarray(-16))
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
}
