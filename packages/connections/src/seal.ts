import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import type { SealedSecret } from '@plumbline/ledger'

/** The sealing keys by id; the first one of the file seals, all of them open. */
export type KeyRing = { current: string; keys: ReadonlyMap<string, Buffer> }

const CIPHER = 'aes-256-gcm'

/**
 * Reads the sealing keys: one a line, `<id> <32 bytes in base64>`, the current one first.
 * @throws with what to do, when the file is missing, open to others (as ssh does), or not of this form. No error
 * shows any of a key.
 */
export function readKeyRing(file: string): KeyRing {
  const keys = new Map<string, Buffer>()
  for (const [at, line] of readKeyFile(file).split('\n').entries()) {
    const text = line.trim()
    if (text === '' || text.startsWith('#')) continue
    const [id, encoded, ...rest] = text.split(/\s+/)
    const key = Buffer.from(encoded ?? '', 'base64')
    if (!id || key.length !== 32 || rest.length > 0)
      throw new Error(`${file}: line ${at + 1} is not \`<id> <32 bytes in base64>\``)
    if (keys.has(id)) throw new Error(`${file}: line ${at + 1} names key ${id} a second time`)
    keys.set(id, key)
  }
  const current = [...keys.keys()][0]
  if (!current) throw new Error(`the sealing key file ${file} holds no key; \`plumbline seal-key\` makes one`)
  return { current, keys }
}

function readKeyFile(file: string): string {
  try {
    const { mode, uid } = statSync(file)
    // A file that was mounted for us is somebody else's, and read through our group.
    const open = uid === process.getuid?.() ? 0o077 : 0o007
    if ((mode & open) !== 0)
      throw new Error(
        `the sealing key file ${file} is open to others (mode ${(mode & 0o777).toString(8)}): chmod 600 it`,
      )
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === undefined) throw error
    const why = code === 'ENOENT' ? 'is not there' : `cannot be read (${code})`
    throw new Error(
      `the sealing key file ${file} ${why}: PLUMBLINE_SEAL_KEY_FILE names it, \`plumbline seal-key\` makes one`,
    )
  }
}

/** A line for a new key file. */
export const newKeyLine = (id: string): string => `${id} ${randomBytes(32).toString('base64')}\n`

/** Envelope encryption: the secret under a key of its own, that key under the ring's current one. Bound to its place. */
export function seal(ring: KeyRing, connectionId: string, name: string, secret: string): SealedSecret {
  const own = randomBytes(32)
  const place = placeOf(connectionId, name)
  return {
    name,
    keyId: ring.current,
    wrappedKey: encrypt(ring.keys.get(ring.current)!, own, place),
    sealed: encrypt(own, Buffer.from(secret, 'utf8'), place),
  }
}

/** @throws when its key is not in the ring or is another one of that id, or the row was changed or moved. */
export function unseal(
  ring: KeyRing,
  connectionId: string,
  { name, keyId, wrappedKey, sealed }: SealedSecret,
): string {
  const key = ring.keys.get(keyId)
  if (!key)
    throw new Error(`secret ${name} is sealed with key ${keyId}, which is not in the sealing key file`)
  const place = placeOf(connectionId, name)
  try {
    return decrypt(decrypt(key, wrappedKey, place), sealed, place).toString('utf8')
  } catch {
    throw new Error(
      `secret ${name} does not open with key ${keyId}: the sealing key file holds another key under that id, or the stored secret was changed; apply the connection again with that secret`,
    )
  }
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
