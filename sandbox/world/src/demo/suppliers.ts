import { randomOf } from './random.ts'
import { type Firm, firms, persons } from './supplier-names.ts'

/** A supplier of PeopleSoft, before it has dates. Status, class and persistence are PeopleSoft's codes. */
export type Supplier = Firm & {
  setid: 'SHARE' | 'CIVIL'
  id: string
  status: 'A' | 'E' | 'U' | 'I' | 'D' | 'X'
  class: 'R' | 'E' | 'H' | 'A'
  persistence: 'R' | 'O' | 'S' | 'P'
}
type Kind = Pick<Supplier, 'status' | 'class' | 'persistence'>

const good: Kind = { status: 'A', class: 'R', persistence: 'R' }

/** What is among the suppliers beside good ones: so many of each, those that are people last. */
const noise: readonly [number, Partial<Kind>][] = [
  [8, { status: 'E' }],
  [6, { status: 'U' }],
  [24, { status: 'I' }],
  [6, { status: 'D' }],
  [5, { status: 'X' }],
  [3, { persistence: 'P' }],
  [8, { persistence: 'O' }],
  [4, { persistence: 'S' }],
  [2, { persistence: 'O', status: 'I' }],
  [10, { class: 'E' }],
  [3, { class: 'H' }],
  [2, { class: 'A' }],
]
const COUNT = 400

/** 400 suppliers: the builders' under SetID SHARE, every sixth the civil works' under CIVIL. */
export const suppliers: readonly Supplier[] = makeSuppliers()

function makeSuppliers(): Supplier[] {
  const odd = noise.flatMap(([count, kind]) => Array.from({ length: count }, () => ({ ...good, ...kind })))
  const names = firms(COUNT - persons.length)
  const plain = names.slice(0, COUNT - odd.length).map(firm => ({ ...firm, ...good }))
  const others = [...names.slice(plain.length), ...persons].map((firm, at) => ({ ...firm, ...odd[at]! }))
  // Good ones first, so that the first rows of a list are the ones to look at; the others among the rest.
  const first = plain.splice(0, 120)
  const all = [...first, ...randomOf('supplier order').shuffled([...plain, ...others])]
  return all.map((supplier, at) => {
    const civil = at % 6 === 5
    return { ...supplier, setid: civil ? 'CIVIL' : 'SHARE', id: idOf(civil ? 70_000 + at : at + 1) }
  })
}

/** Auto-numbered from ranges of their own, so that an id alone names one supplier in Procore. */
function idOf(number: number): string {
  return String(number).padStart(10, '0')
}

/** Whether PeopleSoft would let it be paid by a regular voucher, and so Procore may have it. */
export const isGood = ({ status, class: kind, persistence }: Supplier): boolean =>
  status === 'A' && kind === 'R' && (persistence === 'R' || persistence === 'P')
