import { demoPeoplesoft, expectedExceptions, skeletonPeoplesoft } from '@plumbline/sandbox-world'
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

test('seeded orders are found by their change, which is now where they do not say it, with what was used of them', async () => {
  const key = { BUSINESS_UNIT: 'US001', PO_ID: '0000000007' }
  const line = { ...key, LINE_NBR: 1 }
  const { rows } = await startSite({
    rows: {
      ...skeletonPeoplesoft(),
      PO_HDR: [{ ...key, PO_STATUS: 'C', VENDOR_ID: '0000000001' }],
      PO_LINE: [{ ...line, CANCEL_STATUS: 'C' }],
      PO_LINE_SHIP: [{ ...line, SCHED_NBR: 1, CANCEL_STATUS: 'C', MERCHANDISE_AMT: '100' }],
      PO_LINE_DISTRIB: [
        {
          ...line,
          SCHED_NBR: 1,
          DST_ACCT_TYPE: 'DST',
          DISTRIB_LINE_NUM: 1,
          MERCHANDISE_AMT: '100',
          AMT_MATCHED: '50',
        },
      ],
    },
  })
  const hourAgo = new Date(Date.now() - 3_600_000 - 6 * 3_600_000).toISOString().slice(0, 19)
  const window = { CHANGED_FROM: hourAgo, CHANGED_TO: '2099-01-01-00.00.00', PO_ID_OFFSET: '' }
  expect(await rows('PLB_PO_CHG', { BUSINESS_UNIT: 'US001', ...window })).toMatchObject([
    { 'A.PO_ID': '0000000007', 'A.PO_STATUS': 'C', 'D.MERCHANDISE_AMT': 100, 'D.AMT_MATCHED': 50 },
  ])
})
