import { expect, test } from 'vitest'
import { listPages, type Page } from './paging.ts'
import type { Query } from './query.ts'

const all = Array.from({ length: 7 }, (_, id) => ({ id }))

async function list(read: (page: number, size: number, query: Query) => Page, perPage = 3) {
  const asked: Query[] = []
  const items = await Array.fromAsync(
    listPages(async query => {
      asked.push(query)
      if (asked.length > 20) throw new Error('endless')
      return read(Number(query.page), Number(query.per_page), query)
    }, perPage),
  )
  return { items, pages: asked.map(({ page }) => page) }
}

const slice = (page: number, size: number) => all.slice((page - 1) * size, page * size)

test('a list is read as long as Link names a next page (procore.md §2.2)', async () => {
  const { items, pages } = await list((page, size) => {
    const next =
      page * size < all.length
        ? `<https://api.procore.com/rest/v1.0/x?page=${page + 1}&per_page=3>; rel="next", `
        : ''
    return {
      items: slice(page, size),
      headers: { link: `${next}<https://api.procore.com/rest/v1.0/x?page=1>; rel="first"` },
    }
  })
  expect(items).toEqual(all)
  expect(pages).toEqual(['1', '2', '3'])
})

test('without Link it is read until Total is reached', async () => {
  const { items, pages } = await list((page, size) => ({ items: slice(page, size), headers: { total: '7' } }))
  expect(items).toEqual(all)
  expect(pages).toEqual(['1', '2', '3'])
})

test('a server that gives fewer items a page than asked is read to the end by Total', async () => {
  const { items } = await list((page, _size) => ({ items: slice(page, 2), headers: { total: '7' } }))
  expect(items).toEqual(all)
})

test('with neither, it is read until a page is not full', async () => {
  const { items, pages } = await list((page, size) => ({ items: slice(page, size), headers: {} }))
  expect(items).toEqual(all)
  expect(pages).toEqual(['1', '2', '3'])
})

test('a list that is not paged is given once', async () => {
  const { items, pages } = await list(() => ({ items: all, headers: {} }), 7)
  expect(items).toEqual(all)
  expect(pages).toEqual(['1', '2'])
})

test('an empty page is the end, whatever the headers say', async () => {
  const { items } = await list(() => ({ items: [], headers: { total: '7' } }))
  expect(items).toEqual([])
})

test('only page and size are taken from a link, never its host', async () => {
  const { pages } = await list((page, size, query) => {
    expect(Object.keys(query).sort()).toEqual(['page', 'per_page'])
    const headers: Record<string, string> =
      page === 1 ? { link: '<https://evil.example/steal?page=3&token=x>; rel=next' } : { total: '4' }
    return { items: slice(page, size), headers }
  })
  expect(pages).toEqual(['1', '3'])
})
