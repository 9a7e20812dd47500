import type { Random } from '@plumbline/sandbox-world'
import { costKinds } from './random-costs.ts'
import { amountOf, type Book, type Hands, type Kind, PROJECT, recent, vendorOf } from './random-hands.ts'

type Verb = 'create' | 'update' | 'delete'

/** What persons do in Procore. */
export const procoreKinds: Kind[] = [
  ...costKinds,
  {
    name: 'commitment: new',
    weight: 8,
    choose(random, book) {
      const isOrder = random.chance(60)
      const byUnit = random.chance(20)
      const lines = Array.from({ length: random.whole(1, 3) }, () => newLine(random, book, byUnit))
      const id = book.next()
      book.commitments.push({ id, isOrder, lines: lines.map(line => line.id) })
      const supplier = random.pick(book.suppliers.slice(0, 20))
      const approved = random.chance(50)
      return async hands => {
        const header = {
          ...{ id, project_id: PROJECT, type: isOrder ? 'PurchaseOrderContract' : 'WorkOrderContract' },
          ...{
            number: `C-${id}`,
            title: `Commitment ${id}`,
            status: 'Draft',
            requisitions_are_enabled: true,
          },
          ...{ vendor_id: await vendorOf(hands, supplier), accounting_method: byUnit ? 'unit' : 'amount' },
        }
        await hands.procore('create', 'commitments', { set: header })
        for (const line of lines) await create(hands, 'commitment_line_items', { commitment_id: id, ...line })
        if (approved) await hands.procore('update', 'commitments', { id, set: { status: 'Approved' } })
      }
    },
  },
  commitmentStep('approved', 8, 'update', () => ({ status: 'Approved' })),
  commitmentStep('open again', 2, 'update', () => ({ status: 'Draft' })),
  commitmentStep('ended', 3, 'update', (random, { isOrder }) => ({
    status: isOrder ? 'Closed' : random.pick(['Complete', 'Void', 'Terminated']),
  })),
  commitmentStep('renamed', 2, 'update', (_random, _of, book) => ({ title: `Renamed ${book.next()}` })),
  commitmentStep('deleted', 1, 'delete'),
  {
    name: 'commitment: another vendor',
    weight: 1,
    choose(random, book) {
      const commitment = recent(random, book.commitments)
      if (!commitment) return null
      const supplier = random.pick(book.suppliers.slice(0, 20))
      return async hands => {
        const set = { vendor_id: await vendorOf(hands, supplier) }
        await hands.procore('update', 'commitments', { id: commitment.id, set })
      }
    },
  },
  {
    name: 'commitment: line added',
    weight: 3,
    choose(random, book) {
      const commitment = recent(random, book.commitments)
      if (!commitment) return null
      const line = newLine(random, book, false)
      commitment.lines.push(line.id)
      return hands => create(hands, 'commitment_line_items', { commitment_id: commitment.id, ...line })
    },
  },
  {
    name: 'commitment: line changed',
    weight: 5,
    choose(random, book) {
      const id = lineOf(random, book.commitments)
      const set = { extended_type: 'manual', amount: amountOf(random) }
      return id === null ? null : hands => hands.procore('update', 'commitment_line_items', { id, set })
    },
  },
  {
    name: 'commitment: line deleted',
    weight: 2,
    choose(random, book) {
      const id = lineOf(random, book.commitments)
      return id === null ? null : hands => hands.procore('delete', 'commitment_line_items', { id })
    },
  },
  {
    name: 'commitment: opened, a line changed, approved again',
    weight: 3,
    choose(random, book) {
      const commitment = recent(random, book.commitments)
      if (!commitment) return null
      const { id } = commitment
      const [line, set] = [random.pick(commitment.lines), { amount: amountOf(random) }]
      return async hands => {
        await hands.procore('update', 'commitments', { id, set: { status: 'Draft' } })
        await hands.procore('update', 'commitment_line_items', { id: line, set })
        await hands.procore('update', 'commitments', { id, set: { status: 'Approved' } })
      }
    },
  },
  copyStep('line changed', 4, async (hands, copy, random) => {
    const line = await lineIn(hands, copy, random)
    await hands.procore('update', 'commitment_line_items', { id: line, set: { amount: amountOf(random) } })
  }),
  copyStep('line deleted', 1, async (hands, copy, random) => {
    await hands.procore('delete', 'commitment_line_items', { id: await lineIn(hands, copy, random) })
  }),
  copyStep('line added', 1, async (hands, copy, random, book) => {
    await create(hands, 'commitment_line_items', { commitment_id: copy, ...newLine(random, book, false) })
  }),
  copyStep('another status', 2, async (hands, copy, random) => {
    const set = { status: random.pick(['Draft', 'Approved']) }
    await hands.procore('update', 'commitments', { id: copy, set })
  }),
  copyStep('renamed', 1, async (hands, copy, _random, book) => {
    await hands.procore('update', 'commitments', { id: copy, set: { title: `Renamed ${book.next()}` } })
  }),
  copyStep('deleted', 1, (hands, copy) => hands.procore('delete', 'commitments', { id: copy })),
  copyStep('a change order', 1, (hands, copy, random, book) => newPackage(hands, copy, random, book)),
  {
    name: 'change order: new',
    weight: 6,
    choose(random, book) {
      const commitment = recent(random, book.commitments)
      if (!commitment) return null
      const known = { id: book.next(), lines: [book.next(), book.next()] }
      book.packages.push(known)
      const status = random.pick(['approved', 'pending', 'draft'])
      const amounts = known.lines.map(() => amountOf(random, -300_000))
      return hands => putPackage(hands, commitment.id, known, status, amounts)
    },
  },
  packageStep('approved', 5, 'update', { status: 'approved' }),
  packageStep('void or rejected', 2, 'update', { status: 'void' }),
  packageStep('pending again', 1, 'update', { status: 'pending' }),
  packageStep('deleted', 1, 'delete'),
  {
    name: 'change order: line changed',
    weight: 3,
    choose(random, book) {
      const id = lineOf(random, book.packages)
      const set = { amount: amountOf(random, -300_000) }
      return id === null ? null : hands => hands.procore('update', 'change_order_line_items', { id, set })
    },
  },
  {
    name: 'requisition: new',
    weight: 4,
    choose(random, book) {
      const commitment = recent(random, book.commitments)
      if (!commitment) return null
      const [id, item] = [book.next(), book.next()]
      book.requisitions.push({ id, items: [item] })
      const line = random.pick(commitment.lines)
      const billed = `${random.whole(1, 9)}.25`
      return async hands => {
        const set = { id, project_id: PROJECT, commitment_id: commitment.id, invoice_number: `RQ-${id}` }
        await create(hands, 'requisitions', { ...set, status: 'draft', billing_date: '2026-11-20' })
        await create(hands, 'requisition_items', {
          ...{ id: item, requisition_id: id, item_type: 'contract_item', line_item_id: line },
          work_completed_this_period: billed,
        })
      }
    },
  },
  {
    name: 'requisition: another status',
    weight: 4,
    choose(random, book) {
      const requisition = recent(random, book.requisitions)
      const set = { status: random.pick(['under_review', 'approved', 'approved']) }
      return requisition && (hands => hands.procore('update', 'requisitions', { id: requisition.id, set }))
    },
  },
  {
    name: 'requisition: item changed',
    weight: 2,
    choose(random, book) {
      const id = recent(random, book.requisitions)?.items[0]
      const set = { work_completed_this_period: `${random.whole(1, 9)}.75` }
      return id === undefined ? null : hands => hands.procore('update', 'requisition_items', { id, set })
    },
  },
  {
    name: 'requisition: deleted',
    weight: 1,
    choose(random, book) {
      const requisition = recent(random, book.requisitions)
      return requisition && (hands => hands.procore('delete', 'requisitions', { id: requisition.id }))
    },
  },
]

const create = (hands: Hands, collection: string, set: object) => hands.procore('create', collection, { set })

const lineOf = (random: Random, among: { lines: number[] }[]): number | null => {
  const one = recent(random, among)
  return one && random.pick(one.lines)
}

function commitmentStep(
  name: string,
  weight: number,
  verb: Verb,
  fields?: (random: Random, of: { isOrder: boolean }, book: Book) => object,
): Kind {
  const choose: Kind['choose'] = (random, book) => {
    const commitment = recent(random, book.commitments)
    if (!commitment) return null
    const set = fields?.(random, commitment, book) ?? {}
    return hands => hands.procore(verb, 'commitments', { id: commitment.id, set })
  }
  return { name: `commitment: ${name}`, weight, choose }
}

function packageStep(name: string, weight: number, verb: Verb, set: object = {}): Kind {
  const choose: Kind['choose'] = (random, book) => {
    const one = recent(random, book.packages)
    return one && (hands => hands.procore(verb, 'change_order_packages', { id: one.id, set }))
  }
  return { name: `change order: ${name}`, weight, choose }
}

/** A change of the commitment that an order of PeopleSoft became, if it is there by now. */
function copyStep(
  name: string,
  weight: number,
  change: (hands: Hands, copy: number, random: Random, book: Book) => Promise<void>,
): Kind {
  const choose: Kind['choose'] = (random, book) => {
    const order = recent(random, book.orders)
    if (!order) return null
    // What the change draws is drawn with ids of its own, so that a copy that is late changes no later choice.
    const ids = [book.next(), book.next(), book.next()]
    const own = { ...book, next: () => ids.pop()! }
    return async hands => {
      const isCopy = ({ origin_id, deleted_at }: Record<string, unknown>) =>
        origin_id === `ps:US001:${order.id}:${PROJECT}` && !deleted_at
      const { id } = await hands.find('procore', 'commitments', isCopy)
      await change(hands, Number(id), random, own)
    }
  }
  return { name: `commitment of an order: ${name}`, weight, choose }
}

async function lineIn(hands: Hands, copy: number, random: Random): Promise<unknown> {
  const place = random.whole(1, 3)
  const isIt = (row: Record<string, unknown>) =>
    String(row.commitment_id) === String(copy) && Number(row.position) === place
  return (await hands.find('procore', 'commitment_line_items', isIt)).id
}

function newPackage(hands: Hands, contract: number, random: Random, book: Book): Promise<void> {
  const known = { id: book.next(), lines: [book.next()] }
  return putPackage(hands, contract, known, 'approved', [amountOf(random, -300_000)])
}

async function putPackage(
  hands: Hands,
  contract: number,
  { id, lines }: { id: number; lines: number[] },
  status: string,
  amounts: string[],
): Promise<void> {
  await create(hands, 'change_order_packages', {
    ...{ id, project_id: PROJECT, contract_id: contract, type: 'CommitmentContractChangeOrder' },
    ...{ title: `Change ${id}`, status: 'draft', reviewed_at: '2026-11-18T17:00:00Z' },
  })
  for (const [at, line] of lines.entries())
    await create(hands, 'change_order_line_items', {
      ...{ id: line, change_order_package_id: id, cost_code_id: 41002, line_item_type_id: 702 },
      ...{ amount: amounts[at], extended_type: 'manual', description: `Change line ${line}` },
    })
  if (status !== 'draft') await hands.procore('update', 'change_order_packages', { id, set: { status } })
}

function newLine(random: Random, book: Book, byUnit: boolean) {
  const coding = { cost_code_id: 41002, line_item_type_id: random.pick([701, 702]) }
  const sums = byUnit
    ? {
        ...{ extended_type: 'calculated', quantity: String(random.whole(1, 40)), uom: 'cy' },
        unit_cost: amountOf(random),
      }
    : { extended_type: 'manual', amount: amountOf(random) }
  const id = book.next()
  return { id, ...coding, ...sums, description: `Line ${id}` }
}
