import type { QueryDefinition, QueryPrompt } from './query-definition.ts'
import type { PeopleSoftSettings } from './settings.ts'
import type { Zone } from './zone.ts'

/**
 * Values by prompt name. Texts and numbers as they are, dates `YYYY-MM-DD`, date-times as ISO 8601 UTC
 * instants. Every prompt of the query must be named; blank is the empty text.
 */
export type PromptValues = Record<string, string>

const DAY_MS = 86_400_000

/**
 * The two parallel lists of an ExecuteQuery call, ready for the URL (peoplesoft.md §3.2): commas part the
 * values, each value is encoded by itself.
 * @throws RangeError when a prompt is missing or unknown, or a value holds a comma: no way to escape one is
 * known.
 */
export function promptQuery(
  definition: QueryDefinition,
  values: PromptValues,
  form: PeopleSoftSettings['datetime_prompt'],
  zone: Zone,
): string {
  const unknown = Object.keys(values).find(name => !definition.prompts.some(prompt => prompt.name === name))
  if (unknown) throw new RangeError(`${definition.name} has no prompt ${unknown}`)
  if (definition.prompts.length === 0) return ''
  const texts = definition.prompts.map(prompt => {
    const value = values[prompt.name]
    if (value === undefined)
      throw new RangeError(`${definition.name} needs a value for its prompt ${prompt.name}`)
    const text = value === '' ? '' : promptText(definition, prompt, value, form, zone)
    if (text.includes(','))
      throw new RangeError(
        `${definition.name}: the value ${JSON.stringify(text)} of ${prompt.name} holds a comma, ` +
          'which PeopleSoft cannot take in a prompt',
      )
    return encodeURIComponent(text)
  })
  const names = definition.prompts.map(prompt => encodeURIComponent(prompt.name))
  return `prompt_uniquepromptname=${names.join(',')}&prompt_fieldvalue=${texts.join(',')}`
}

/** Window edges are widened to what the prompt can say, never narrowed. */
function promptText(
  definition: QueryDefinition,
  { name, type }: QueryPrompt,
  value: string,
  form: PeopleSoftSettings['datetime_prompt'],
  zone: Zone,
): string {
  const isInstant = value.includes('T')
  if (!isInstant || (type !== 'date' && type !== 'datetime')) return value
  const upper = definition.criteria.some(
    ({ is, to }) => is.startsWith('<') && 'prompt' in to && to.prompt === name,
  )
  const wall = upper ? zone.wallTo(value) : zone.wallFrom(value)
  if (type === 'date') {
    // A day as upper edge is its first moment.
    return upper ? new Date(Date.parse(`${wall}Z`) + DAY_MS).toISOString().slice(0, 10) : wall.slice(0, 10)
  }
  return form === 'iso' ? wall : `${wall.replace('T', '-').replaceAll(':', '.')}.000000`
}
