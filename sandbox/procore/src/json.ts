declare global {
  interface JSON {
    /** A piece of JSON text that `stringify` puts out as it is (in V8 since 11.4, not yet in TypeScript's library). */
    rawJSON(text: string): unknown
  }
}

/** An id as v1 answers it: a JSON integer of any size (procore.md §2.1, §2.7). */
export function int(id: string | null): unknown {
  if (id === null) return null
  const number = Number(id)
  return Number.isSafeInteger(number) ? number : JSON.rawJSON(id)
}

/** Reads JSON; a number that a double cannot hold arrives as its text. */
export function readJson(text: string): unknown {
  if (!/\d[\d.]{14,}/.test(text)) return JSON.parse(text)
  const exact = (_key: string, value: unknown, context?: { source: string }): unknown =>
    typeof value === 'number' && context && String(value) !== context.source && context.source.length > 15
      ? context.source
      : value
  return JSON.parse(text, exact as (key: string, value: unknown) => unknown)
}
