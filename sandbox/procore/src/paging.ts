import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Query } from './query.ts'

/** How a list pages: its default page and the most that a caller gets. */
export type PageSizes = { size: number; most: number }

/** v1: advice is not to ask for more than 2,000 (procore.md §2.2). */
export const MOST_V1 = 2000
/** v2 lists (procore.md §2.1). */
export const PAGES_V2: PageSizes = { size: 10, most: 100 }

/**
 * The asked-for page, with `Total`, `Per-Page` and `Link` set (procore.md §2.2): page 1 links next and last, the last
 * page first and prev; past the end comes an empty array.
 */
export function page<T>(
  request: FastifyRequest,
  reply: FastifyReply,
  query: Query,
  rows: T[],
  sizes: PageSizes,
): T[] {
  const size = Math.min(whole(query.one('per_page')) ?? sizes.size, sizes.most)
  const at = whole(query.one('page')) ?? 1
  const last = Math.max(1, Math.ceil(rows.length / size))
  const base = `${request.protocol}://${request.host}${request.url.split('?')[0]}`
  const link = (rel: string, to: number) =>
    `<${base}?${query.with({ page: to, per_page: size })}>; rel="${rel}"`
  const links = [
    ...(at > 1 ? [link('first', 1), link('prev', at - 1)] : []),
    ...(at < last ? [link('last', last), link('next', at + 1)] : []),
  ]
  reply.header('Total', rows.length).header('Per-Page', size)
  if (links.length > 0) reply.header('Link', links.join(', '))
  return rows.slice((at - 1) * size, at * size)
}

function whole(text: string | null): number | null {
  const number = Number(text)
  return text !== null && Number.isInteger(number) && number > 0 ? number : null
}
