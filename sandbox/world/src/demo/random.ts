/** A stream of numbers that is the same on every run: adding rows in one place changes nothing in another. */
export type Random = {
  /** From 0 to below 1. */
  fraction(): number
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number
  pick<T>(list: readonly T[]): T
  /** True so many times in a hundred. */
  chance(percent: number): boolean
  shuffled<T>(list: readonly T[]): T[]
}

/** The stream of that name (mulberry32 over a hash of the name). */
export function randomOf(name: string): Random {
  let state = [...name].reduce(
    (hash, character) => Math.imul(hash ^ character.codePointAt(0)!, 16777619) >>> 0,
    2166136261,
  )
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const whole = (least: number, most: number) => least + Math.floor(fraction() * (most - least + 1))
  return {
    fraction,
    whole,
    pick: list => list[whole(0, list.length - 1)]!,
    chance: percent => fraction() * 100 < percent,
    shuffled(list) {
      const out = [...list]
      for (let at = out.length - 1; at > 0; at--) {
        const other = whole(0, at)
        ;[out[at], out[other]] = [out[other]!, out[at]!]
      }
      return out
    },
  }
}

/** The rows of a table written as text: one a line, cells parted by `|`. */
export function table(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map(line => line.split('|'))
}
