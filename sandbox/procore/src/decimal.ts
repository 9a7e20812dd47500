import Big from 'big.js'

/** The decimal text of a JSON number or text, or null if it is none. */
export function decimal(value: unknown): string | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null
  try {
    return new Big(value).toFixed()
  } catch {
    return null
  }
}

/** As Procore prints most amounts and quantities: at least one decimal, no further zeros, e.g. `1000.0` (procore.md §2.7). */
export function loose(value: string): string {
  const text = new Big(value).toFixed()
  return text.includes('.') ? text : `${text}.0`
}

/** With a fixed number of decimals, half up: `100.00` in tax breakdowns and budget rows (procore.md §5.2). */
export function fixed(value: string, places: number): string {
  return new Big(value).toFixed(places, Big.roundHalfUp)
}

/** The sum, exact. */
export function sum(values: Iterable<string>): string {
  let total = new Big(0)
  for (const value of values) total = total.plus(value)
  return total.toFixed()
}

/** The product, rounded half up to `places` decimals. */
export function product(a: string, b: string, places: number): string {
  return new Big(a).times(b).round(places, Big.roundHalfUp).toFixed()
}
