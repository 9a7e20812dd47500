import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@plumbline/stack/testing'
import { expect, test } from 'vitest'
import { type KeyRing, newKeyLine, readKeyRing, seal, unseal } from './seal.ts'

const CONNECTION = '00000000-0000-4000-8000-000000000001'
const SECRET = 'correct-horse-battery'

/** A key file with these lines. */
function keyFile(...lines: string[]): string {
  const file = join(temporaryFolder(), 'seal.key')
  writeFileSync(file, lines.join(''), { mode: 0o600 })
  return file
}

const ringOf = (...lines: string[]): KeyRing => readKeyRing(keyFile(...lines))

/** What an attempt says when it fails; it must. */
function failure(attempt: () => unknown): string {
  try {
    attempt()
  } catch (error) {
    return String((error as Error).stack)
  }
  throw new Error('it did not fail')
}

test('a secret comes back as it was sealed, and does not stand in what is stored', () => {
  const ring = ringOf(newKeyLine('k1'))
  const stored = seal(ring, CONNECTION, 'peoplesoft.password', SECRET)
  expect(unseal(ring, CONNECTION, stored)).toBe(SECRET)
  for (const bytes of [stored.sealed, stored.wrappedKey])
    expect(bytes.toString('latin1')).not.toContain(SECRET)
  const again = seal(ring, CONNECTION, 'peoplesoft.password', SECRET)
  expect(again.sealed.equals(stored.sealed)).toBe(false)
})

test('a new key put first in the file seals from then on, and the old one still opens what it sealed', () => {
  const old = newKeyLine('k1')
  const before = seal(ringOf(old), CONNECTION, 'procore.client_secret', SECRET)
  const ring = ringOf(newKeyLine('k2'), old)
  expect(unseal(ring, CONNECTION, before)).toBe(SECRET)
  expect(seal(ring, CONNECTION, 'procore.client_secret', SECRET).keyId).toBe('k2')
})

test('a secret whose key was taken out of the file names the key that is missing', () => {
  const stored = seal(ringOf(newKeyLine('k1')), CONNECTION, 'procore.client_secret', SECRET)
  expect(failure(() => unseal(ringOf(newKeyLine('k2')), CONNECTION, stored))).toContain(
    'secret procore.client_secret is sealed with key k1, which is not in the sealing key file',
  )
})

test('another key under the same id, a changed row and a row moved to another place do not open', () => {
  const ring = ringOf(newKeyLine('k1'))
  const stored = seal(ring, CONNECTION, 'procore.client_secret', SECRET)
  const changed = Buffer.from(stored.sealed)
  changed[20]! ^= 1
  const attempts = [
    () => unseal(ringOf(newKeyLine('k1')), CONNECTION, stored),
    () => unseal(ring, CONNECTION, { ...stored, sealed: changed }),
    () => unseal(ring, CONNECTION, { ...stored, name: 'peoplesoft.password' }),
    () => unseal(ring, '00000000-0000-4000-8000-000000000002', stored),
  ]
  for (const attempt of attempts) {
    const said = failure(attempt)
    expect(said).toContain('does not open with key k1')
    expect(said).not.toContain(SECRET)
  }
})

test('a key file that its group or others may read is refused, as ssh does', () => {
  const file = keyFile(newKeyLine('k1'))
  for (const mode of [0o640, 0o604, 0o660]) {
    chmodSync(file, mode)
    expect(() => readKeyRing(file)).toThrow(`open to others (mode ${mode.toString(8)}): chmod 600 it`)
  }
  chmodSync(file, 0o400)
  expect(readKeyRing(file).current).toBe('k1')
})

test('a key file that is not there, empty, or badly written is told by line, without any of a key', () => {
  const key = newKeyLine('k1')
  const secret = key.trim().split(' ')[1]!
  expect(() => readKeyRing('/nowhere/seal.key')).toThrow(
    'the sealing key file /nowhere/seal.key is not there: PLUMBLINE_SEAL_KEY_FILE names it',
  )
  expect(() => ringOf('# no key yet\n\n')).toThrow('holds no key; `plumbline seal-key` makes one')
  expect(() => ringOf(key, key)).toThrow('line 2 names key k1 a second time')
  for (const bad of [`k1 ${secret.slice(0, 20)}\n`, `${secret}\n`, `k1 ${secret} extra\n`]) {
    const said = failure(() => ringOf('# keys\n', bad))
    expect(said).toContain('line 2 is not `<id> <32 bytes in base64>`')
    expect(said).not.toContain(secret.slice(0, 20))
  }
})
