import { postingApply } from '@plumbline/flow-kit'
import type { JournalBody, PeopleSoft } from '@plumbline/peoplesoft'
import type { ChangeOrder } from '@plumbline/schemas'
import { projectOf, type Settings } from '../connection.ts'
import { accountRefs } from '../journal/coded-lines.ts'
import { type LedgerFacts, readLedgerFacts } from '../journal/facts.ts'
import { journalId } from '../journal/marker.ts'
import { journalTarget } from '../journal/target.ts'
import { changeOrder } from './entity.ts'
import { planChangeOrder } from './plan.ts'

/** Approved change orders become balanced journals of the memo ledger group (BUSINESS.md, Change orders). */
export const changeOrderToPeoplesoft = postingApply<
  ChangeOrder,
  JournalBody,
  PeopleSoft,
  Settings,
  unknown,
  LedgerFacts
>({
  name: 'change-order.to-peoplesoft',
  entity: changeOrder,
  to: 'peoplesoft',
  batch: 20,
  scopes: ({ header }, settings) =>
    settings.flows['change-order'] && projectOf(settings, header.project_id) ? [header.project_id!] : [],
  facts: readLedgerFacts,
  refs: (order, scope, settings, facts) => accountRefs(order.lines, scope, settings, facts),
  toTarget: planChangeOrder,
  targetId: journalId,
  ...journalTarget,
})
