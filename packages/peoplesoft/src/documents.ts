import type { QueryDefinition } from './query-definition.ts'
import { columnKey, type QueryRow } from './rows.ts'

/** A query gave less than all there is, or its pages do not move on. */
export class QueryCut extends Error {
  override name = 'QueryCut'
}

/** What to do about a query that is cut. */
export const raise = (maxRows: number) =>
  `raise max_rows (${maxRows}), or "Maximum Rows Fetched" in the Query Profile of the integration user`

/** What is known about the silent cap of the user's Query Profile, learned by the calls of one client. */
export type RowCap = {
  /** True when an answer of so many rows to so many asked may have been cut. */
  reached(rows: number, asked: number): boolean
  /** An answer of so many rows was cut although more were asked for. */
  found(rows: number): void
}

/** Starts without knowledge: only `rows === asked` is then taken as cut. */
export function createRowCap(): RowCap {
  let cap: number | null = null
  return {
    reached(rows, asked) {
      if (cap !== null && rows > cap) cap = null
      return rows >= asked || rows === cap
    },
    found(rows) {
      cap = rows
    },
  }
}

export type PageReader = (after: string, rows: number) => Promise<QueryRow[]>

/**
 * Reads all documents of a keyset query: the rows that share its key field, whole, in the query's order.
 *
 * An answer gives no sign that it was cut, and the Query Profile may cut below `maxrows` (peoplesoft.md
 * §3.5). So the last document of a page counts only once a later page began with it, or once an answer with
 * fewer rows than another of this listing ended with it: such an answer was not cut. The price is one more
 * small call for each listing that is not empty, and one document read twice for each page. Only of a document
 * that is alone, or last and longer than a page, nobody can tell whether a cap that was never seen before cut it.
 * @throws QueryCut when a document does not fit into `maxRows` or the Query Profile, or the pages do not move
 * on.
 */
export async function* readDocuments(
  definition: QueryDefinition,
  read: PageReader,
  { pageRows, maxRows, cap }: { pageRows: number; maxRows: number; cap: RowCap },
): AsyncIterable<QueryRow[]> {
  if (!definition.keyset) throw new RangeError(`${definition.name} has no keyset to page by`)
  const key = columnKey(definition, definition.keyset.field)
  const name = definition.name
  let after = ''
  let ask = Math.min(pageRows, maxRows)
  let mostRows = 0
  let doubted = 0
  let wasShort = false
  let given = new Set<string>()

  for (;;) {
    const rows = await read(after, ask)
    if (rows.length === 0) return
    const documents = group(name, key, rows)
    const first = keyOf(documents[0], key)
    if (given.has(first))
      throw new QueryCut(
        `${name} brings ${first} again when asked for what follows: check its offset prompt and its order`,
      )
    if (rows.length < Math.min(ask, mostRows)) {
      yield* documents
      return
    }
    mostRows = Math.max(mostRows, rows.length)

    const last = documents.pop() ?? []
    if (documents.length > 0) {
      yield* documents
      given = new Set(documents.map(document => keyOf(document, key)))
      after = keyOf(documents.at(-1), key)
      wasShort = rows.length < ask
      ask = Math.min(pageRows, maxRows)
      continue
    }
    if (rows.length >= ask && ask < maxRows) {
      ask = maxRows
      continue
    }
    const cut = rows.length < ask && (await read(first, ask)).length > 0
    // A record that came in between the two calls looks the same, but only once.
    if (cut && doubted !== rows.length) {
      doubted = rows.length
      continue
    }
    if (cut) cap.found(rows.length)
    // A short page that was the end held this document and others: it cannot be as long by itself.
    if (cut || wasShort || cap.reached(rows.length, ask))
      throw new QueryCut(
        `${name} brings ${rows.length} rows for ${first} alone and may leave some out: ${raise(maxRows)}`,
      )
    yield last
    return
  }
}

function group(name: string, key: string, rows: QueryRow[]): QueryRow[][] {
  const documents: QueryRow[][] = []
  const seen = new Set<string>()
  let current: string | null = null
  for (const row of rows) {
    const at = row[key] ?? null
    if (at === null) throw new QueryCut(`${name} brings a row without ${key}, by which it is paged`)
    if (at !== current) {
      if (seen.has(at)) throw new QueryCut(`${name} is not sorted by ${key}: ${at} comes in two places`)
      seen.add(at)
      documents.push([])
      current = at
    }
    documents.at(-1)?.push(row)
  }
  return documents.map(distinct)
}

/** A join may repeat a row, e.g. once for each changed row of an account. */
function distinct(rows: QueryRow[]): QueryRow[] {
  return rows.length === 1 ? rows : [...new Map(rows.map(row => [JSON.stringify(row), row])).values()]
}

const keyOf = (document: QueryRow[] | undefined, key: string) => document?.[0]?.[key] ?? ''
