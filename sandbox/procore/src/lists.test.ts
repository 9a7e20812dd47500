import { expect, test } from 'vitest'
import { type Json, start } from './testing/start.ts'

const vendors = Array.from({ length: 6 }, (_, n) => ({
  id: 52001 + n,
  company_id: 4266,
  name: `Vendor ${n}`,
  origin_id: `ps:SHARE:${n}`,
  updated_at: `2026-10-0${n + 1}T12:00:00Z`,
}))
const path = '/rest/v1.0/vendors?company_id=4266'
const ids = (body: Json): number[] => body.map((row: { id: number }) => row.id)
const rels = (link: string | null) => [...(link ?? '').matchAll(/rel="(\w+)"/g)].map(([, rel]) => rel)

test('pages carry Total, Per-Page and Link; past the end is an empty array (procore.md §2.2)', async () => {
  const { call, url } = await start({ extra: { vendors } })
  const first = await call('GET', `${path}&per_page=3`)
  expect(first.body).toHaveLength(3)
  expect([first.headers.get('total'), first.headers.get('per-page')]).toEqual(['7', '3'])
  expect(rels(first.headers.get('link'))).toEqual(['last', 'next'])
  const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link')!)![1]!
  expect(next).toBe(`${url}${path}&per_page=3&page=2`)
  const second = await call('GET', next.slice(url.length))
  expect(rels(second.headers.get('link'))).toEqual(['first', 'prev', 'last', 'next'])
  const last = await call('GET', `${path}&per_page=3&page=3`)
  expect([last.body.length, rels(last.headers.get('link'))]).toEqual([1, ['first', 'prev']])
  const past = await call('GET', `${path}&per_page=3&page=4`)
  expect([past.status, past.body]).toEqual([200, []])
})

test('without per_page a v1 list has its default size; 2,000 is the most (procore.md §2.2)', async () => {
  const { call } = await start({ switches: { pageSize: 2 }, extra: { vendors } })
  expect((await call('GET', path)).body).toHaveLength(2)
  expect((await call('GET', `${path}&per_page=5000`)).headers.get('per-page')).toBe('2000')
  expect(
    (await call('GET', '/rest/v1.0/tax_codes?company_id=4266&per_page=500')).headers.get('per-page'),
  ).toBe('100')
})

test('filters are joined by AND; an array may come in four forms (procore.md §2.3)', async () => {
  const { call } = await start({ extra: { vendors } })
  const found = async (query: string) => ids((await call('GET', `${path}&${query}`)).body)
  for (const query of [
    'filters[id][]=52001&filters[id][]=52003',
    'filters[id]=52001&filters[id]=52003',
    'filters[id]=52001,52003',
    'filters[id]=[52001,52003]',
  ])
    expect(await found(query)).toEqual([52001, 52003])
  expect(await found('filters[origin_id]=ps:SHARE:4')).toEqual([52005])
  expect(await found('filters[id][]=52001&filters[origin_id]=ps:SHARE:4')).toEqual([])
  expect(await found('filters[search]=vendor 5')).toEqual([52006])
})

test('a range over updated_at takes what lies within; an unknown filter is ignored (procore.md §2.3)', async () => {
  const { call } = await start({ extra: { vendors } })
  const found = async (query: string) => ids((await call('GET', `${path}&${query}`)).body)
  const range = '2026-10-02T12:00:00Z...2026-10-04T12:00:00Z'
  expect(await found(`filters[updated_at]=${range}`)).toEqual([52002, 52003, 52004])
  expect(await found(`filters[updated_at]="${range}"`)).toEqual([52002, 52003, 52004])
  expect(await found('filters[updated_at]=2026-10-05...2026-10-06')).toEqual([52005, 52006])
  expect(await found('filters[colour]=red')).toHaveLength(7)
})

test('sort=name orders the list, -name reverses it (procore.md §2.3)', async () => {
  const { call } = await start({ extra: { vendors } })
  const names = async (sort: string) =>
    (await call('GET', `${path}&sort=${sort}`)).body.map((row: { name: string }) => row.name)
  expect((await names('name'))[0]).toBe('Cascade Ready Mix')
  expect((await names('-name'))[0]).toBe('Vendor 5')
})
