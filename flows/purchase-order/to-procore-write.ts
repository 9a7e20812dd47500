import { type Outcome, Refused } from '@plumbline/flow-kit'
import {
  addProjectVendor,
  type Commitment,
  type CommitmentKind,
  type CommitmentLine,
  type CommitmentUpdate,
  deleteCommitmentLine,
  listCommitmentLines,
  type Procore,
  SYNC_LIMIT,
  syncCommitmentLines,
  syncCommitments,
} from '@plumbline/procore'
import { sumOf } from '../money.ts'
import { isLocked, openStatus } from './status.ts'
import type { CommitmentBody } from './to-procore-body.ts'
import { readRevisions, reviseByChangeOrder } from './to-procore-change-order.ts'
import { changedLines, numbersOf, touchesMoney } from './to-procore-lines.ts'
import { REVISED, type SeenCommitment, type SeenSovLine, toSeen, toSeenLine } from './to-procore-seen.ts'

type Written = Outcome<SeenCommitment>
/** A commitment whose header stands, on its way to its lines and status. */
type Standing = { body: CommitmentBody; at: number; header: Commitment }
type Lined = Standing & { lines: SeenSovLine[]; revised: boolean }

/**
 * Makes commitments stand as they are to, in steps that can all be done again: the vendor into the project, headers, lines
 * of each, then the status, so that none is shown as sent or approved with half its lines. What stops half-way is `unknown`
 * and done again whole.
 * @throws Refused before anything but a vendor's place in the project was written
 */
export async function writeCommitments(
  procore: Procore,
  project: string,
  bodies: CommitmentBody[],
): Promise<Written[]> {
  const outcomes: (Written | undefined)[] = bodies.map(() => undefined)
  await joinVendors(procore, project, bodies)
  const standing: Standing[] = []
  for (const kind of ['purchase_order_contracts', 'work_order_contracts'] as const) {
    const some = bodies.flatMap((body, at) => (body.kind === kind ? [{ body, at }] : []))
    if (some.length === 0) continue
    const written = await headers(procore, project, kind, some, standing.length > 0)
    some.forEach(({ body, at }, index) => {
      const outcome = written[index]!
      if ('targetId' in outcome) standing.push({ body, at, header: outcome.seen })
      else outcomes[at] = outcome
    })
  }
  const lined: Lined[] = []
  for (const one of standing) {
    const done = await halfWay(() => writeLines(procore, project, one))
    if ('lines' in done) lined.push(done)
    else outcomes[one.at] = done
  }
  for (const kind of ['purchase_order_contracts', 'work_order_contracts'] as const) {
    const some = lined.filter(one => one.body.kind === kind)
    const turning = some.filter(one => one.header.status !== one.body.status)
    const turned = await halfWay(async () =>
      turning.length === 0
        ? []
        : await syncCommitments(
            procore,
            project,
            kind,
            turning.map(({ header, body }) => ({ id: header.id, status: body.status })),
          ),
    )
    for (const one of some) {
      const index = turning.indexOf(one)
      const outcome = index < 0 ? null : Array.isArray(turned) ? (turned[index] ?? silent) : turned
      outcomes[one.at] = settled(one, outcome)
    }
  }
  return outcomes.map(outcome => outcome ?? silent)
}

const silent: { is: 'unknown'; why: string } = {
  is: 'unknown',
  why: 'the answer does not mention this commitment',
}

/** Adding a vendor that is there already does no harm; where it fails, the header's own answer tells. */
async function joinVendors(procore: Procore, project: string, bodies: CommitmentBody[]): Promise<void> {
  const joining = new Set(bodies.flatMap(body => (body.vendor_joins ? [body.vendor_id] : [])))
  for (const vendor of joining) await addProjectVendor(procore, project, vendor)
}

/** Headers without their last status, but for those that must be opened before their lines can change. */
async function headers(
  procore: Procore,
  project: string,
  kind: CommitmentKind,
  some: { body: CommitmentBody }[],
  isHalfWay: boolean,
): Promise<Outcome<Commitment>[]> {
  const updates = some.map(({ body }) => headerOf(body))
  const send = () => syncCommitments(procore, project, kind, updates)
  if (!isHalfWay) return await send()
  const outcomes = await halfWay(send)
  return Array.isArray(outcomes) ? outcomes : some.map(() => outcomes)
}

function headerOf(body: CommitmentBody): CommitmentUpdate {
  const { id, origin_id, origin_code, number, vendor_id, contract_date } = body
  return {
    ...(id && { id }),
    origin_id,
    origin_code,
    number,
    vendor_id,
    contract_date,
    // Whether it can be changed later is not known (procore.md §6.1): it never is.
    ...(!id && { accounting_method: body.accounting_method }),
    ...(body.currency_iso_code && { currency_iso_code: body.currency_iso_code }),
    ...(body.opens && { status: openStatus(body.kind) }),
  }
}

/** After something was written, no refusal may claim that nothing was. */
async function halfWay<T>(step: () => Promise<T>): Promise<T | { is: 'unknown'; why: string }> {
  try {
    return await step()
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { is: 'unknown', why: `stopped half-way: ${error.message}` }
  }
}

async function writeLines(
  procore: Procore,
  project: string,
  one: Standing,
): Promise<Lined | Exclude<Written, { targetId: string }>> {
  const { body, header } = one
  const { kind, origin_id } = body
  const shown =
    header.line_items ?? (await Array.fromAsync(listCommitmentLines(procore, project, kind, header.id)))
  const standing = shown.map(line => toSeenLine(line, origin_id))
  const locked = isLocked(header.status)
  const marked = body.revised || header.origin_data === REVISED
  const revisions =
    marked || (locked && body.revises && touchesMoney(body.lines, standing))
      ? await readRevisions(procore, project, header.id)
      : { marks: [], lines: [] }
  const byUnit = body.accounting_method === 'unit'
  const { updates, removals, kept } = changedLines(body.lines, standing, { origin_id, byUnit })
  // An approved schedule of values takes no change (procore.md §6.3), and with change orders of ours it would stand twice.
  if (locked || revisions.lines.length > 0) {
    const done = await reviseByChangeOrder({ procore, project, body, header }, standing, revisions)
    if ('is' in done) return done
    const lines = [
      ...kept,
      ...updates.flatMap(({ line, found }) => (found ? [{ ...found, ...numbersOf(line) }] : [])),
      ...standing.filter(line => removals.includes(line.line_item_id)),
    ]
    return { ...one, lines, revised: marked || done.made }
  }
  for (const line of removals) {
    const gone = await deleteCommitmentLine(procore, project, kind, header.id, line)
    if (!('targetId' in gone)) return broken(gone)
  }
  const lines = [...kept]
  for (let from = 0; from < updates.length; from += SYNC_LIMIT) {
    const part = updates.slice(from, from + SYNC_LIMIT)
    const sent = part.map(one => one.update)
    const answered = await syncCommitmentLines(procore, project, kind, header.id, sent)
    for (const [index, outcome] of answered.entries()) {
      if (!('targetId' in outcome)) return broken(outcome, part[index]!.line.id)
      lines.push({ ...toSeenLine(outcome.seen, origin_id), ...numbersOf(part[index]!.line) })
    }
  }
  return { ...one, lines, revised: marked }
}

/** A line that was refused for good stops its commitment; all else is done again. */
function broken(
  outcome: Exclude<Outcome<CommitmentLine | { id: string }>, { targetId: string }>,
  line?: string,
): Exclude<Written, { targetId: string }> {
  const why = line ? `line ${line}: ${outcome.why}` : outcome.why
  return outcome.is === 'rejected' ? { ...outcome, why } : { is: 'unknown', why }
}

function settled(
  { header, lines, body, revised }: Lined,
  turned: Outcome<Commitment> | { is: 'unknown'; why: string } | null,
): Written {
  if (turned !== null && !('targetId' in turned)) {
    const why = `the lines stand, the status ${body.status} does not: ${turned.why}`
    return turned.is === 'rejected' ? { ...turned, why } : { is: 'unknown', why }
  }
  const total = sumOf(lines.map(line => line.amount)).toFixed()
  return {
    is: 'applied',
    targetId: header.id,
    seen: { ...toSeen(turned === null ? header : turned.seen, null), revised, lines, total },
  }
}
