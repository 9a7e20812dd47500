import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dataFolder, postgresUser, readableCopy, removeDataFolder } from './postgres-user.ts'
import { temporaryFolder } from './testing.ts'

const root = process.getuid?.() === 0
/** A folder that only its owner enters, and one that everybody enters. */
function folders(): { closed: string; open: string } {
  const closed = temporaryFolder()
  const open = temporaryFolder()
  chmodSync(open, 0o755)
  return { closed, open }
}

test.skipIf(root)('nobody but root needs another user', () => {
  expect(postgresUser()).toBeUndefined()
})

test('without another user, all stays where it is', () => {
  const { closed, open } = folders()
  expect(readableCopy(closed, '1', undefined, open)).toBe(closed)
  expect(dataFolder(closed, undefined, open)).toBe(join(closed, 'postgres'))
})

test.runIf(root)('root has Postgres run by an ordinary user', () => {
  expect(postgresUser()!.uid).toBeGreaterThan(0)
})

test.runIf(root)('what that user can read is not copied', () => {
  const { open } = folders()
  expect(readableCopy(open, '1', postgresUser(), '/nowhere')).toBe(open)
})

test.runIf(root)('programs that the user cannot reach are copied, once for each version', () => {
  const { closed, open } = folders()
  writeFileSync(join(closed, 'program'), 'first', { mode: 0o755 })
  const copy = readableCopy(closed, '1', postgresUser(), open)
  expect(statSync(join(copy, 'program')).mode & 0o777).toBe(0o755)
  writeFileSync(join(closed, 'program'), 'second')
  expect(readableCopy(closed, '1', postgresUser(), open)).toBe(copy)
  expect(readFileSync(join(copy, 'program'), 'utf8')).toBe('first')
  expect(readFileSync(join(readableCopy(closed, '2', postgresUser(), open), 'program'), 'utf8')).toBe(
    'second',
  )
})

test.runIf(root)(
  'data that the user could not reach lie outside, for as long as the folder knows of them',
  () => {
    const { closed, open } = folders()
    const data = dataFolder(closed, postgresUser(), open)
    expect(data.startsWith(open)).toBe(true)
    expect(statSync(data)).toMatchObject({ uid: postgresUser()!.uid })
    writeFileSync(join(data, 'rows'), '')
    expect(dataFolder(closed, postgresUser(), open)).toBe(data)
    expect(existsSync(join(data, 'rows'))).toBe(true)

    rmSync(closed, { recursive: true })
    mkdirSync(closed, { mode: 0o700 })
    expect(dataFolder(closed, postgresUser(), open)).toBe(data)
    expect(existsSync(join(data, 'rows'))).toBe(false)
  },
)

test.runIf(root)('deleted data are gone wherever they were', () => {
  const { closed, open } = folders()
  const data = dataFolder(closed, postgresUser(), open)
  removeDataFolder(closed)
  expect(existsSync(data)).toBe(false)
  expect(existsSync(join(closed, 'postgres'))).toBe(false)
})
