import Big from 'big.js'
import type { ProcoreChangeOrderPackage, ProcoreRequisition } from '../procore-commitment-rows.ts'
import { addDays, type Calendar } from './calendar.ts'
import { type Commitment, demoCommitments } from './commitments.ts'
import { cents, everydayLines, type Line } from './cost-lines.ts'
import { type Random, randomOf } from './random.ts'

/** A change order package of a commitment. */
export type ChangeOrder = {
  id: number
  of: Commitment
  type: NonNullable<ProcoreChangeOrderPackage['type']>
  status: string
  title: string
  /** Day of the review; null where nobody has reviewed it. */
  reviewed: string | null
  lines: Line[]
  updatedAt: string
}

/** An invoice on a commitment: what each of its lines bills, with ten in a hundred kept back. */
export type Requisition = {
  id: number
  of: Commitment
  number: number
  invoice: string
  status: NonNullable<ProcoreRequisition['status']>
  date: string
  items: { line: number; completed: string; retained: string; released: string }[]
  updatedAt: string
}

const CHANGES = 80
const REQUISITIONS = 200
const FIRST_CHANGE = 72_001
const FIRST_REQUISITION = 73_001

/** Commitments of Procore's own that are approved and stay so: what is changed and billed. */
const live = (calendar: Calendar) =>
  demoCommitments(calendar).filter(one => one.status === 'Approved' && one.awkward !== 'foreign-origin')

/** 80 change orders: approved ones most, some that add nothing or deduct, some undecided, one void, one of the prime contract. */
export function demoChangeOrders(calendar: Calendar): ChangeOrder[] {
  const commitments = live(calendar).filter(one => one.awkward === 'none')
  const random = randomOf('change orders')
  return Array.from({ length: CHANGES }, (_, at) => {
    const of = commitments[at % commitments.length]!
    const date = addDays(calendar.today, -random.whole(2, 25))
    const status = at % 10 === 7 ? 'pending' : at % 10 === 9 ? 'draft' : at === 30 ? 'void' : 'approved'
    return {
      id: FIRST_CHANGE + at,
      of,
      type: at === 12 ? 'PrimeContractChangeOrder' : 'CommitmentContractChangeOrder',
      status,
      title: `Change ${Math.floor(at / commitments.length) + 1}`,
      reviewed: status === 'approved' || status === 'void' ? date : null,
      lines: changeLines(of, at, random),
      updatedAt: `${date}T18:${String(random.whole(10, 59))}:00Z`,
    }
  })
}

function changeLines(of: Commitment, at: number, random: Random): Line[] {
  const lines = everydayLines(of.site, random.whole(1, 3), random)
  return lines.map(({ code, type, description }) => {
    const amount = at % 13 === 5 ? '0.00' : cents((at % 7 === 3 ? -1 : 1) * random.whole(50_00, 9_000_00))
    return { code, type, description, amount }
  })
}

/** 200 requisitions, one after the other on each commitment; the last of some releases what was kept back. */
export function demoRequisitions(calendar: Calendar): Requisition[] {
  const commitments = live(calendar).filter(one => one.type === 'WorkOrderContract' || one.id % 3 === 0)
  const random = randomOf('requisitions')
  return Array.from({ length: REQUISITIONS }, (_, at) => {
    const of = commitments[at % commitments.length]!
    const number = Math.floor(at / commitments.length) + 1
    const date = addDays(calendar.today, -60 + number * 9)
    return {
      id: FIRST_REQUISITION + at,
      of,
      number,
      invoice: `PA-${of.id}-${number}`,
      status: at % 11 === 6 ? 'under_review' : at % 17 === 4 ? 'approved_as_noted' : 'approved',
      date,
      items: of.lines.map((line, index) => billed(line, index, number, random)),
      updatedAt: `${addDays(date, 1)}T19:${String(random.whole(10, 59))}:00Z`,
    }
  })
}

/** A twentieth of the line each time. */
function billed(line: Line, index: number, number: number, random: Random): Requisition['items'][number] {
  const value = Big(lineAmount(line))
  const completed = value.div(20).round(2)
  const kept = completed.times('0.1').round(2)
  const releases = number > 2 && random.chance(25)
  return {
    line: index,
    completed: completed.toFixed(2),
    retained: releases ? '0.00' : kept.toFixed(2),
    released: releases ? kept.toFixed(2) : '0.00',
  }
}

/** Amount of a line in cents, as Procore works it out. */
const lineAmount = ({ amount, calculated }: Line): string =>
  amount ?? Big(calculated!.quantity).times(calculated!.unitCost).toFixed(2)
