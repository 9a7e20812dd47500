import type { Random } from '@plumbline/sandbox-world'
import type { Side, TestSystem } from './system.ts'

export type Row = Record<string, unknown>

/** A change that a system does not take: it counts as none. */
export class Refused extends Error {}

/** What persons do on the pages of both systems, and what they see there. */
export type Hands = {
  /** @throws Refused */
  peoplesoft(what: string, order: Row): Promise<void>
  /** @throws Refused */
  procore(what: 'create' | 'update' | 'delete', collection: string, order: Row): Promise<void>
  rows(side: Side, collection: string): Promise<Row[]>
  /** The only row that fits. @throws Refused when there is none (yet) */
  find(side: Side, collection: string, fits: (row: Row) => boolean): Promise<Row>
}

export function handsOf(system: TestSystem): Hands {
  const act = async (side: Side, order: Row) => {
    const response = await fetch(`http://127.0.0.1:${system.ports[side]}/__sandbox/do`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(order),
    })
    const text = await response.text()
    if (response.status === 400) throw new Refused(text)
    if (!response.ok) throw new Error(`${JSON.stringify(order)}: ${response.status} ${text}`)
  }
  return {
    peoplesoft: (what, order) => act('peoplesoft', { as: 'DWHITFIELD', do: what, ...order }),
    procore: (what, collection, order) => act('procore', { as: 9002, do: what, collection, ...order }),
    rows: system.state,
    find: async (side, collection, fits) => {
      const row = (await system.state(side, collection)).find(fits)
      if (!row) throw new Refused(`there is no such row in ${collection}`)
      return row
    },
  }
}

export const PROJECT = 87001

/** What persons have made so far, taken by a system or not; a choice depends on nothing else but the seed. */
export type Book = {
  /** An id, a number or an amount of cents that nobody had before. */
  next(): number
  suppliers: string[]
  accounts: string[]
  orders: { id: string; lines: number }[]
  commitments: { id: number; isOrder: boolean; lines: number[] }[]
  packages: { id: number; lines: number[] }[]
  requisitions: { id: number; items: number[] }[]
  costs: { id: number; lines: number[] }[]
}

export function newBook(): Book {
  let last = 7_000_000
  return {
    next: () => ++last,
    suppliers: Array.from({ length: 50 }, (_, at) => String(at + 1).padStart(10, '0')),
    accounts: ['500300', '500500', '500600', '500700', '500800', '500900', '510100', '510200'],
    orders: [],
    commitments: [],
    packages: [],
    requisitions: [],
    costs: [],
  }
}

/**
 * One kind of change: what a person would do, chosen by chance and the book alone; null where there is nothing yet to do
 * it with. The book learns what is made whether or not it is taken.
 */
export type Kind = {
  name: string
  /** How often, among all kinds. */
  weight: number
  choose(random: Random, book: Book): ((hands: Hands) => Promise<void>) | null
}

export const amountOf = (random: Random, least = 1000): string => {
  const cents = random.whole(least, 900_000)
  return `${Math.trunc(cents / 100)}.${String(Math.abs(cents) % 100).padStart(2, '0')}`
}

/** One of the latest twelve: what people work on. */
export const recent = <T>(random: Random, list: readonly T[]): T | null =>
  list.length > 0 ? random.pick(list.slice(-12)) : null

/** Id of the vendor that a supplier became. */
export const vendorOf = async (hands: Hands, supplier: string): Promise<unknown> =>
  (await hands.find('procore', 'vendors', row => row.origin_id === `ps:SHARE:${supplier}`)).id
