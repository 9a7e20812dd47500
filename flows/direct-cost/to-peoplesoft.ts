import { postingApply } from '@plumbline/flow-kit'
import type { JournalBody, PeopleSoft } from '@plumbline/peoplesoft'
import type { DirectCost } from '@plumbline/schemas'
import { businessUnitOf, projectOf, type Settings } from '../connection.ts'
import { accountKey } from '../gl-account/entity.ts'
import { type LedgerFacts, readLedgerFacts } from '../journal/facts.ts'
import { journalId } from '../journal/marker.ts'
import { journalTarget } from '../journal/target.ts'
import { accountInProject } from './cost-lines.ts'
import { directCost } from './entity.ts'
import { planCost, policyOf } from './plan.ts'
import { askVoucher, vendorLink } from './voucher.ts'

/** Approved direct costs become balanced GL journals (BUSINESS.md, Direct costs → journals). */
export const directCostToPeoplesoft = postingApply<
  DirectCost,
  JournalBody,
  PeopleSoft,
  Settings,
  unknown,
  LedgerFacts
>({
  name: 'direct-cost.to-peoplesoft',
  entity: directCost,
  to: 'peoplesoft',
  batch: 20,
  scopes: (cost, settings) => (projectOf(settings, cost.header.project_id) ? [cost.header.project_id!] : []),
  facts: readLedgerFacts,
  refs: (cost, scope, settings, facts) => [
    ...cost.lines.flatMap(line =>
      line.cost_code_id ? [accountInProject(scope, { nativeId: line.cost_code_id })] : [],
    ),
    ...accountKeys(scope, settings, facts).map(key => accountInProject(scope, { key })),
    ...(cost.vendor_id ? [vendorLink(cost.vendor_id)] : []),
  ],
  claims: (cost, settings) =>
    isJournalled(cost, settings) && cost.vendor_id && cost.invoice_number
      ? [`vendor ${cost.vendor_id} invoice ${cost.invoice_number.trim().toUpperCase()}`]
      : [],
  ask: async (ps, cost, settings, link) =>
    isJournalled(cost, settings) ? await askVoucher(ps, cost, settings, link) : null,
  toTarget: planCost,
  targetId: journalId,
  ...journalTarget,
})

const isJournalled = (cost: DirectCost, settings: Settings): boolean =>
  policyOf(cost, settings) === 'journal' && cost.status === 'approved' && !cost.header.foreign_origin_id

/** Accounts that a line can lead to, by rule or by link: their links are looked at with the line's own. */
function accountKeys(scope: string, settings: Settings, facts: LedgerFacts): string[] {
  const project = projectOf(settings, scope)
  if (!project) return []
  const { setids } = businessUnitOf(settings, project.bu_gl)
  const named = settings.mappings.flatMap(({ rules }) =>
    rules.flatMap(({ to }) => (to.account ? [to.account] : [])),
  )
  return [...new Set(named)]
    .filter(account => facts.accounts.has(account))
    .map(account => accountKey(setids.GL_ACCOUNT_TBL, account))
}
