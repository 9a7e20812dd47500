/**
 * A PeopleSoft Query as the site's administrator builds it in Query Manager. Written once here; the set-up
 * guide (docs/peoplesoft-setup.md), the client's calls and the sandbox's answers all come from it. Facts:
 * peoplesoft.md §3 (Query Access Service), §5.1 (effective dates, SETID).
 */
export type QueryDefinition = {
  /** Query name, upper case, at most 30 characters. Public query. */
  name: string
  /** One sentence for the administrator: what it is for. */
  purpose: string
  /** Records in join order; the first has no `join`. */
  records: QueryRecord[]
  prompts: QueryPrompt[]
  /** Joined by AND. */
  criteria: QueryCriterion[]
  /** In output order. */
  columns: QueryColumn[]
  /** Fields sorted by, ascending: `A.VENDOR_ID`. */
  order: string[]
  /** How a client pages: repeat with this prompt set to the last row's field, first with a blank. */
  keyset?: { prompt: string; field: string }
}

export type QueryRecord = {
  /** One letter: A, B, C … */
  alias: string
  /** Record name without `PS_`. */
  record: string
  join?: { kind: 'inner' | 'left'; on: { field: string; equals: string }[] }
}

export type QueryPrompt = {
  /** Unique prompt name (case-sensitive). */
  name: string
  type: 'char' | 'date' | 'datetime' | 'number'
  length: number
  label: string
}

export type QueryCriterion = {
  /** `A.VENDOR_ID`. */
  field: string
  is: '=' | '>' | '>=' | '<=' | '<' | '<>'
  /** A prompt's name or a constant. */
  to: { prompt: string } | { value: string }
}

export type QueryColumn = {
  /** `A.VENDOR_ID`: also the key of the answer. */
  field: string
  type: 'char' | 'number' | 'date' | 'datetime'
  length: number
  about: string
}
