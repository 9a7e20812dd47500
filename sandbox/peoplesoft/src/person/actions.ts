import type { FastifyInstance } from 'fastify'
import { DocumentRefusal } from '../body.ts'
import { FieldError } from '../fields.ts'
import type { Site } from '../site.ts'
import { journalSteps, stepJournal } from './journals.ts'
import { type Done, fieldsOf, OrderError, refuse } from './order.ts'
import { orderSteps, stepOrder } from './orders.ts'
import { changePeriod } from './periods.ts'
import { changeRow } from './records.ts'

/**
 * `POST /__sandbox/do {as, do, …}`: what a person does on PeopleSoft's pages, without the limits of the API. In the ledger
 * as `person:{as}`. Answers {collection, key, before, after}; a wrong order gets 400 with a sentence in `error`.
 */
export function addPersons(app: FastifyInstance, site: Site): void {
  app.post<{ Body: unknown }>('/__sandbox/do', async (request, reply) => {
    try {
      const order = fieldsOf(request.body)
      const done = carryOut(site, order)
      site.writes.add({
        at: site.clock.now().toISOString(),
        caller: `person:${String(order.as ?? 'PS')}`,
        action: String(order.do),
        ...done,
        traceparent: null,
      })
      site.store.commit()
      return done
    } catch (error) {
      if (error instanceof DocumentRefusal) return reply.code(400).send({ error: inOneText(error) })
      if (!(error instanceof OrderError || error instanceof FieldError)) throw error
      return reply.code(400).send({ error: error.message })
    }
  })
}

function carryOut(site: Site, order: Record<string, unknown>): Done {
  const what = String(order.do)
  if (['insert', 'update', 'delete'].includes(what)) return changeRow(site, order)
  if (what === 'open-period' || what === 'close-period') return changePeriod(site, order)
  if (what === 'unlock') {
    const set = { ACCTLOCK: 0, FAILEDLOGINS: 0 }
    return changeRow(site, { do: 'update', record: 'PSOPRDEFN', key: { OPRID: order.oprid }, set })
  }
  if (what === 'create-order' || orderSteps[what]) return stepOrder(site, what, order)
  const step = journalSteps[what]
  return step ? stepJournal(site, step, order) : refuse(`nobody can do ${what} here`)
}

const inOneText = ({ message, errors }: DocumentRefusal): string =>
  [message, ...errors.map(error => error.message)].join(': ')
