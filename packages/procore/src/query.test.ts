import { expect, test } from 'vitest'
import { filterQuery, queryText, readInstant } from './query.ts'

const range = { from: '2026-01-31T14:05:09.999Z', to: '2026-01-31T15:00:00.001Z' }

test('a window is widened to whole seconds and quoted as Procore does (procore.md §2.3)', () => {
  expect(filterQuery({ updated_at: range }, { quoted_ranges: true })).toEqual({
    'filters[updated_at]': '"2026-01-31T14:05:09Z...2026-01-31T15:00:01Z"',
  })
  expect(filterQuery({ updated_at: range }, { quoted_ranges: false })).toEqual({
    'filters[updated_at]': '2026-01-31T14:05:09Z...2026-01-31T15:00:01Z',
  })
})

test('lists are sent once for each value, absent ones not at all, all encoded', () => {
  const filters = filterQuery(
    { id: ['1', '2'], origin_id: 'ps:SHARE:A&B', search: undefined },
    { quoted_ranges: true },
  )
  expect(queryText({ company_id: '7', ...filters })).toBe(
    '?company_id=7&filters%5Bid%5D%5B%5D=1&filters%5Bid%5D%5B%5D=2&filters%5Borigin_id%5D=ps%3ASHARE%3AA%26B',
  )
  expect(queryText({})).toBe('')
})

test.each([
  ['2026-01-31T14:05:09Z', '2026-01-31T14:05:09.000Z'],
  ['2026-01-31T14:05:09-07:00', '2026-01-31T21:05:09.000Z'],
  ['01/31/26', null],
  [null, null],
])('the timestamp %j', (text, instant) => {
  expect(readInstant(text)).toBe(instant)
})
