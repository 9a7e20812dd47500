type Kept = { at: number; value: Promise<unknown> }

const kept = new WeakMap<object, Map<string, Kept>>()

/**
 * Reads something of a system once for all who ask within `ms`: lists that many records need and that change seldom.
 * A read that failed is not kept.
 */
export async function remember<T>(api: object, name: string, ms: number, read: () => Promise<T>): Promise<T> {
  const own = kept.get(api) ?? new Map<string, Kept>()
  kept.set(api, own)
  const known = own.get(name)
  if (known && Date.now() - known.at < ms) return (await known.value) as T
  const value = read()
  own.set(name, { at: Date.now(), value })
  value.catch(() => own.delete(name))
  return await value
}

/** Our own write has made it old. */
export function forget(api: object, name: string): void {
  kept.get(api)?.delete(name)
}
