/** `×` is a ratio of two rates of the same round. */
type Unit = '/s' | '×' | 'ms' | 'calls' | 'statements' | 'bytes' | 'rows'

/** One value of one round. `of` says what a cost is counted by, e.g. `record`. */
export type Measured = { name: string; unit: Unit; of?: string; value: number }

/** What the rounds of a case came to. */
export type Figure = Omit<Measured, 'value'> & { median: number; min: number; max: number; rounds: number[] }

/** Gathers the values of each figure over the rounds, in the order in which the first round names them. */
export function figuresOf(rounds: Measured[][]): Figure[] {
  const byName = Map.groupBy(rounds.flat(), one => JSON.stringify([one.name, one.unit, one.of]))
  return [...byName.values()].map(measured => {
    const { value: _, ...figure } = measured[0]!
    const values = measured.map(one => one.value)
    return {
      ...figure,
      median: median(values),
      min: Math.min(...values),
      max: Math.max(...values),
      rounds: values,
    }
  })
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** The value below which `share` (0 to 1) of the values lie. */
export function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}
