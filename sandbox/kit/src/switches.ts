import type { Collection } from './store.ts'

/** One switch: its allowed values (or `number`), the default first, and what it imitates. */
export type SwitchSpec = { values: readonly string[] | 'number'; default: string | number; about: string }
export type SwitchSpecs = Record<string, SwitchSpec>
export type SwitchValues<S extends SwitchSpecs> = {
  [K in keyof S]: S[K]['values'] extends readonly (infer V)[] ? V : number
}

/** The variants of the vendor's behaviour that no public source settles: each a switch, kept with the state. */
export class Switches<S extends SwitchSpecs> {
  readonly specs: S
  readonly #set: Collection<string | number>

  constructor(specs: S, set: Collection<string | number>) {
    this.specs = specs
    this.#set = set
  }

  get<K extends keyof S & string>(name: K): SwitchValues<S>[K] {
    return (this.#set.get(name) ?? this.specs[name]!.default) as SwitchValues<S>[K]
  }

  /** @throws with the allowed values if the name or the value is not known. */
  set(name: string, value: unknown): void {
    const spec = this.specs[name]
    if (!spec)
      throw new Error(`no switch is named ${name}; known are: ${Object.keys(this.specs).sort().join(', ')}`)
    if (spec.values === 'number') {
      const number = Number(value)
      if (!Number.isFinite(number)) throw new Error(`switch ${name} takes a number, not ${String(value)}`)
      this.#set.put(name, number)
    } else {
      if (!spec.values.includes(String(value)))
        throw new Error(`switch ${name} takes one of: ${spec.values.join(', ')}; not ${String(value)}`)
      this.#set.put(name, String(value))
    }
  }

  all(): Record<string, string | number> {
    return Object.fromEntries(Object.keys(this.specs).map(name => [name, this.get(name) as string | number]))
  }
}
