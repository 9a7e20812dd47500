type ReviverContext = { source?: string }

/* Both stand in Node 22's V8, not yet in TypeScript's libraries (proposal-json-parse-with-source). */
const parse = JSON.parse as (
  text: string,
  reviver: (key: string, value: unknown, context: ReviverContext) => unknown,
) => unknown
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown }

/**
 * Reads JSON without losing a digit: every number arrives as its text (`12345678901234567890`, `1.50`).
 * @throws SyntaxError when the text is not JSON.
 */
export function parseJson(text: string): unknown {
  return parse(text, (_key, value, { source }) => (typeof value === 'number' ? source : value))
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/**
 * A value that `toJson` writes as a JSON number with exactly these digits.
 * @throws TypeError when the text is not a JSON number.
 */
export function asNumber(text: string): unknown {
  if (!NUMBER.test(text)) throw new TypeError(`${JSON.stringify(text)} is not a number as JSON writes it`)
  return rawJSON(text)
}

/** Writes JSON; texts stay texts, values made by `asNumber` become numbers. */
export function toJson(value: unknown): string {
  return JSON.stringify(value)
}
