import type { Random } from '@plumbline/sandbox-world'
import { amountOf, type Book, type Hands, type Kind, PROJECT, recent, vendorOf } from './random-hands.ts'

/** What persons do with direct costs in Procore. */
export const costKinds: Kind[] = [
  {
    name: 'cost: new',
    weight: 9,
    choose(random, book) {
      const lines = Array.from({ length: random.whole(1, 4) }, () => newLine(random, book))
      const id = book.next()
      book.costs.push({ id, lines: lines.map(line => line.id) })
      const supplier = random.pick(book.suppliers.slice(0, 20))
      // The invoice of the cost before comes a second time now and then.
      const invoice = random.chance(5) ? (book.costs.at(-2)?.id ?? id) : id
      const header = {
        ...{
          id,
          project_id: PROJECT,
          direct_cost_type: random.pick(['expense', 'invoice']),
          status: 'draft',
        },
        ...{ direct_cost_date: dayOf(random), description: `Cost ${id}`, invoice_number: `INV-${invoice}` },
      }
      const account = random.chance(20) ? random.pick(book.accounts) : null
      const approved = random.chance(60)
      return async hands => {
        const vendor_id = await vendorOf(hands, supplier)
        const coded = account ? { cost_code_id: await codeOf(hands, account) } : {}
        await hands.procore('create', 'direct_costs', { set: { ...header, vendor_id } })
        for (const line of lines)
          await hands.procore('create', 'direct_cost_line_items', {
            set: { direct_cost_id: id, ...line, ...coded },
          })
        if (approved) await hands.procore('update', 'direct_costs', { id, set: { status: 'approved' } })
      }
    },
  },
  costStep('approved', 7, () => ({ status: 'approved' })),
  costStep('not approved any more', 2, () => ({ status: 'pending' })),
  costStep('another day', 2, random => ({ direct_cost_date: dayOf(random) })),
  {
    name: 'cost: line changed',
    weight: 5,
    choose(random, book) {
      const cost = recent(random, book.costs)
      if (!cost) return null
      const [id, set] = [random.pick(cost.lines), { amount: amountOf(random, -100_000) }]
      return hands => hands.procore('update', 'direct_cost_line_items', { id, set })
    },
  },
  {
    name: 'cost: line added',
    weight: 2,
    choose(random, book) {
      const cost = recent(random, book.costs)
      if (!cost) return null
      const line = newLine(random, book)
      cost.lines.push(line.id)
      const set = { direct_cost_id: cost.id, ...line }
      return hands => hands.procore('create', 'direct_cost_line_items', { set })
    },
  },
  {
    name: 'cost: line deleted',
    weight: 1,
    choose(random, book) {
      const cost = recent(random, book.costs)
      if (!cost) return null
      const id = random.pick(cost.lines)
      return hands => hands.procore('delete', 'direct_cost_line_items', { id })
    },
  },
  {
    name: 'cost: deleted',
    weight: 2,
    choose(random, book) {
      const cost = recent(random, book.costs)
      return cost && (hands => hands.procore('delete', 'direct_costs', { id: cost.id }))
    },
  },
]

function costStep(name: string, weight: number, set: (random: Random) => object): Kind {
  const choose: Kind['choose'] = (random, book) => {
    const cost = recent(random, book.costs)
    if (!cost) return null
    const order = { id: cost.id, set: set(random) }
    return hands => hands.procore('update', 'direct_costs', order)
  }
  return { name: `cost: ${name}`, weight, choose }
}

/** A day of the open months before the skeleton's present. */
const dayOf = (random: Random): string => `2026-${random.pick(['10', '11'])}-${random.whole(10, 20)}`

const newLine = (random: Random, book: Book) => ({
  ...{ id: book.next(), cost_code_id: 41002, line_item_type_id: random.pick([701, 702]) },
  ...{ amount: amountOf(random, -50_000), extended_type: 'manual', description: 'Line' },
})

/** Id of the project's cost code that an account became. */
const codeOf = async (hands: Hands, account: string): Promise<unknown> =>
  (await hands.find('procore', 'cost_codes', row => row.origin_id === `ps:${PROJECT}:SHARE:${account}`)).id
