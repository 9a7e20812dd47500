import type { QueryColumn, QueryCriterion, QueryPrompt } from '../query-definition.ts'

/** What a site decides about our queries. */
export type QuerySite = {
  /** The site's change columns; null where it has none, then there is no query of changes. */
  stampColumns: { VENDOR: string | null; GL_ACCOUNT_TBL: string | null }
  /** `date` where DateTime prompts are built as Date prompts (peoplesoft.md §3.5); default `datetime`. */
  changePrompts?: 'datetime' | 'date'
}

/** A column of text. */
export const char = (field: string, length: number, about: string): QueryColumn => ({
  field,
  type: 'char',
  length,
  about,
})

/** A column of a number. */
export const num = (field: string, length: number, about: string): QueryColumn => ({
  field,
  type: 'number',
  length,
  about,
})

/** A column of a day. */
export const day = (field: string, about: string): QueryColumn => ({ field, type: 'date', length: 10, about })

/** A column of an instant in the base time zone. */
export const moment = (field: string, about: string): QueryColumn => ({
  field,
  type: 'datetime',
  length: 26,
  about,
})

/** A prompt for a text, and the criterion that the field equals it. */
export function equal(field: string, name: string, length: number, label: string): Asked {
  return {
    prompt: { name, type: 'char', length, label },
    criterion: { field, is: '=', to: { prompt: name } },
  }
}

/**
 * A prompt for the last key seen, and the criterion that the field is beyond it: keyset paging (peoplesoft.md
 * §3.5).
 */
export function beyond(field: string, name: string, length: number): Asked {
  return {
    prompt: { name, type: 'char', length, label: 'Last key read, blank at first' },
    criterion: { field, is: '>', to: { prompt: name } },
  }
}

/** A prompt for an instant, and the criterion that the stamp is not before or not after it. */
export function stamped(field: string, is: '>=' | '<=', site: QuerySite): Asked {
  const name = is === '>=' ? 'CHANGED_FROM' : 'CHANGED_TO'
  const type = site.changePrompts ?? 'datetime'
  return {
    prompt: {
      name,
      type,
      length: type === 'date' ? 10 : 26,
      label: is === '>=' ? 'Changed from' : 'Changed to',
    },
    criterion: { field, is, to: { prompt: name } },
  }
}

/** A prompt with its criterion. */
export type Asked = { prompt: QueryPrompt; criterion: QueryCriterion }

/** Both halves of a query definition from its prompts. */
export const asking = (...asked: Asked[]) => ({
  prompts: asked.map(one => one.prompt),
  criteria: asked.map(one => one.criterion),
})
