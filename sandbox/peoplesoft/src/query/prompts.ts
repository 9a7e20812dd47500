import type { QueryPrompt } from '@plumbline/peoplesoft'
import type { Site } from '../site.ts'

/** A query that the Query Access Service cannot run as asked. */
export class QueryFailure extends Error {}

/**
 * The prompts' texts by unique prompt name, from two parallel comma lists (peoplesoft.md §3.2). An empty slot is a blank.
 * No escape is known for a comma within a value: it shows as one value too many.
 * @throws QueryFailure on unequal counts, an unknown, repeated or unnamed prompt, or a text that does not fit
 */
export function readPrompts(
  site: Site,
  prompts: readonly QueryPrompt[],
  query: URLSearchParams,
): ReadonlyMap<string, string> {
  const names = list(query.get('prompt_uniquepromptname'))
  const values =
    names.length === 0 ? list(query.get('prompt_fieldvalue')) : split(query.get('prompt_fieldvalue'))
  if (names.length !== values.length)
    throw new QueryFailure(`${names.length} prompt names were given and ${values.length} values`)
  const given = new Map(names.map((name, i) => [name, values[i]!]))
  for (const name of given.keys())
    if (!prompts.some(prompt => prompt.name === name))
      throw new QueryFailure(`the query has no prompt of the unique name ${name}`)
  for (const prompt of prompts) {
    const value = given.get(prompt.name)
    if (value === undefined) throw new QueryFailure(`no value was given for the prompt ${prompt.name}`)
    check(site, prompt, value)
  }
  return given
}

const DOTTED = /^\d{4}-\d{2}-\d{2}-\d{2}\.\d{2}\.\d{2}(\.\d{1,6})?$/
const ISO = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?$/

function check({ switches }: Site, { name, type, length }: QueryPrompt, value: string): void {
  if (value.trim() === '') return
  const form = switches.get('stampPromptForm')
  const fits = {
    char: () => value.length <= length,
    number: () => /^-?\d+(\.\d+)?$/.test(value),
    date: () => /^\d{4}-\d{2}-\d{2}$/.test(value),
    datetime: () => (form !== 'iso' && DOTTED.test(value)) || (form !== 'dotted' && ISO.test(value)),
  }
  if (!fits[type]()) throw new QueryFailure(`the value ${value} does not fit the prompt ${name} (${type})`)
}

const split = (text: string | null) => (text ?? '').split(',')
const list = (text: string | null) => (text ? text.split(',') : [])
