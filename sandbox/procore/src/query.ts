import type { Input } from './fields.ts'

/** A call's query. An array filter may come as `x[]=1&x[]=2`, `x=1&x=2`, `x=1,2` or `x=[1,2]` (procore.md §2.3). */
export class Query {
  readonly #pairs: URLSearchParams

  constructor(url: string) {
    this.#pairs = new URLSearchParams(url.split('?')[1] ?? '')
  }

  /** The value of `name`, null without one or if it is blank. */
  one(name: string): string | null {
    return this.#pairs.get(name) || null
  }

  /** The values of `name` and `name[]`, each taken whole. */
  all(name: string): string[] {
    return [...this.#pairs.getAll(name), ...this.#pairs.getAll(`${name}[]`)].filter(value => value !== '')
  }

  /** The single values of `name`, however the caller writes a list. */
  many(name: string): string[] {
    return this.all(name)
      .flatMap(value => value.replace(/^\[|\]$/g, '').split(','))
      .map(value => value.trim())
      .filter(value => value !== '')
  }

  /** The same query with other values, as text without `?`. */
  with(values: Record<string, number>): string {
    const next = new URLSearchParams(this.#pairs)
    for (const [name, value] of Object.entries(values)) next.set(name, String(value))
    return next.toString()
  }
}

/** A form's flat body with bracketed names (`direct_cost[invoice_number]`, `ids[]`) as the JSON body it stands for. */
export function nestBrackets(flat: Input): Input {
  const body: Input = {}
  for (const [name, value] of Object.entries(flat)) {
    const [first, ...inner] = name.split('[').map(part => part.replace(/\]$/, ''))
    const path = [first!, ...inner]
    let at = body
    for (const part of path.slice(0, -1)) at = (at[part] ??= {}) as Input
    const last = path.at(-1)!
    if (last === '') {
      const list = path.at(-2)!
      const parent = path.slice(0, -2).reduce((node, part) => node[part] as Input, body)
      parent[list] = Array.isArray(value) ? value : [value]
    } else at[last] = value
  }
  return body
}
