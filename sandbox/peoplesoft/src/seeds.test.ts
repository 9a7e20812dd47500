import { demoPeoplesoft, expectedExceptions } from '@plumbline/sandbox-world'
import { expect, test } from 'vitest'
import { startSite } from './testing/start.ts'

test('the demonstration’s rows are such as PeopleSoft would hold, and its queries find them by SetID', async () => {
  const { rows } = await startSite({ rows: demoPeoplesoft('2026-11-24') })
  const suppliers = await rows('PLB_VENDOR', { SETID: 'CIVIL', VENDOR_ID_OFFSET: '' })
  expect(suppliers.length).toBeGreaterThan(60)
  expect(new Set(suppliers.map(row => row['A.SETID']))).toEqual(new Set(['CIVIL']))
  expect(suppliers.some(row => row['A.NAME2'] === ' ')).toBe(true)

  const inactive = expectedExceptions().find(group => group.code === 'account-inactive')!
  const accounts = await rows('PLB_ACCOUNT', { SETID: 'SHARE', ACCOUNT_OFFSET: '' })
  const closed = accounts.filter(row => inactive.keys.includes(`SHARE:${String(row['A.ACCOUNT'])}`))
  expect(closed.map(row => row['A.EFF_STATUS'])).toEqual(['A', 'I', 'A', 'I'])
})
