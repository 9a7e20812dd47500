import type { Store } from '@plumbline/sandbox-kit'

/** Ids as one database gives them out: rising, never given twice, also after a deletion and a restart. */
export class Sequence {
  readonly #last: { get(key: string): string | undefined; put(key: string, value: string): string }
  readonly #name: string
  readonly #first: bigint

  constructor(store: Store, name: string, first: bigint) {
    this.#last = store.collection<string>('sequences')
    this.#name = name
    this.#first = first
  }

  /** The next id as text, passing over those that `taken` knows (seeded ones). */
  next(taken: (id: string) => boolean = () => false): string {
    const last = this.#last.get(this.#name)
    let id = last === undefined ? this.#first : BigInt(last) + 1n
    while (taken(String(id))) id++
    return this.#last.put(this.#name, String(id))
  }
}
