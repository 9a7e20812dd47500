import type { Query } from './query.ts'

/** One page: its items, and the headers that say whether more follow. */
export type Page = { items: unknown[]; headers: Record<string, string> }

/**
 * All items of a list. More follow while `Link` names a next page; where there is no `Link`, while `Total` is
 * not reached; where there is neither, while pages come full, until one repeats the one before, since not
 * every list is paged. An empty page is the end (procore.md §2.2).
 */
export async function* listPages(
  read: (page: Query) => Promise<Page>,
  perPage: number,
): AsyncIterable<unknown> {
  let given = 0
  let before = ''
  let next: Query | null = {}
  for (let number = 1; next; number++) {
    const { items, headers } = await read({ page: String(number), per_page: String(perPage), ...next })
    if (items.length === 0) return
    const { link } = headers
    const total = Number(headers.total ?? Number.NaN)
    const first = JSON.stringify(items[0])
    if (link === undefined && Number.isNaN(total) && first === before) return
    before = first

    yield* items
    given += items.length
    if (link !== undefined) next = nextOf(link)
    else if (Number.isNaN(total) ? items.length < perPage : given >= total) return
  }
}

/** The query of the next page; only that is taken, so that a token never follows a link to another host. */
function nextOf(link: string): Query | null {
  const url = /<([^>]*)>\s*;[^,]*\brel="?next"?/.exec(link)?.[1]
  if (url === undefined) return null
  const { searchParams } = new URL(url, 'http://any')
  const page = ['page', 'per_page'].flatMap(name => {
    const value = searchParams.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  return Object.fromEntries(page)
}
