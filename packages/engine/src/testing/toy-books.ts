import type { Outcome, RefusedWhat } from '@plumbline/flow-kit'
import { Refused } from '@plumbline/flow-kit'

/** What the next call comes to, as a whole. */
type ToyFault =
  /** Turned down before anything was done. */
  | { is: 'refused'; what: RefusedWhat; afterMs?: number }
  /** The answer is lost; `done`: it happened all the same. */
  | { is: 'lost'; done: boolean }

/** Calls of a toy target that can be counted, and faults that have names. */
export type ToyCalls<B> = {
  /** Every call of `write` that reached the target, in order. */
  calls: { scope: string; bodies: B[] }[]
  /** Faults of the next calls, one a call. */
  faults: ToyFault[]
  /** What is answered about one item, by its key or target id, until it is taken out; `silent`: the answer does not mention it. */
  items: Map<string, Extract<Outcome<never>, { is: 'unknown' | 'retry' | 'rejected' }> | { is: 'silent' }>
}

/** Takes one call through the faults; `take` does what the target does with one item. */
export function called<B, Seen>(
  books: ToyCalls<B>,
  scope: string,
  bodies: B[],
  nameOf: (body: B) => string,
  take: (body: B) => Outcome<Seen>,
): Outcome<Seen>[] {
  const fault = books.faults.shift()
  if (fault?.is === 'refused')
    throw new Refused(fault.what, `toy-${fault.what}`, `the toy refuses the ${fault.what}`, fault.afterMs)
  books.calls.push({ scope, bodies: structuredClone(bodies) })
  if (fault?.is === 'lost' && !fault.done) throw new Error('the connection broke')
  const outcomes = bodies.flatMap((body): Outcome<Seen>[] => {
    const item = books.items.get(nameOf(body))
    if (item === undefined) return [take(body)]
    return item.is === 'silent' ? [{ is: 'unknown', why: 'not mentioned in the answer' }] : [item]
  })
  if (fault) throw new Error('the connection broke')
  return outcomes
}
