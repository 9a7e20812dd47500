/** What an action did, as the ledger of writes shows it. */
export type Done = { collection: string; key: string; before: unknown; after: unknown }

/** An order that cannot be carried out; its text is the answer's `error`. */
export class OrderError extends Error {}

/** @throws OrderError */
export function refuse(message: string): never {
  throw new OrderError(message)
}

/** An object of fields; nothing given is none. @throws OrderError if it is something else */
export function fieldsOf(value: unknown): Record<string, unknown> {
  if (value === undefined) return {}
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse('key and set are objects of fields')
  return value as Record<string, unknown>
}
