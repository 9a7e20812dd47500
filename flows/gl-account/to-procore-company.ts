import { stateApply } from '@plumbline/flow-kit'
import { listStandardCostCodes, type Procore, syncStandardCostCodes } from '@plumbline/procore'
import type { GlAccount } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'
import { forget, remember } from '../remember.ts'
import { type AccountCode, isParent, matchCode, ownedCode, planCode, type SeenCode } from './cost-code.ts'
import { glAccount } from './entity.ts'
import { type Parenthood, writeUnderParent } from './parent.ts'

type Facts = Parenthood & { listId: string }
type Body = AccountCode & Facts

const originOf = ({ setid, account }: GlAccount): string => `ps:${setid}:${account}`

/** Accounts in scope become standard cost codes of the company, under one parent (BUSINESS.md; procore.md §5.2). */
export const glAccountToProcoreCompany = stateApply<GlAccount, Body, Procore, Settings, SeenCode, Facts>({
  name: 'gl-account.to-procore-company',
  entity: glAccount,
  to: 'procore',
  batch: 900,
  scopes: () => ['company'],
  facts: async (procore, _scope, settings) => {
    const { standard_cost_code_list_id: listId, parent, sync_code } = settings.flows['gl-account']
    const found = (await codesOf(procore, listId)).find(one => isParent(one, settings))
    const originId = `ps:parent:${parent.code}`
    return { listId, parent: { ...parent, id: found?.id ?? null, originId }, codeForm: sync_code }
  },
  toTarget: (account, { own, settings, meta, facts }) => {
    const plan = planCode(account, { own, settings, op: meta.op }, originOf(account))
    return plan.do === 'send' ? { do: 'send', body: { ...plan.body, ...facts } } : plan
  },
  survey: async function* (procore, _scope, { flows }) {
    const codes = await codesOf(procore, flows['gl-account'].standard_cost_code_list_id)
    for (const seen of codes) yield { targetId: seen.id, seen }
  },
  match: (account, among, settings) =>
    matchCode(account, originId => originId === originOf(account), among, settings),
  owned: ownedCode,
  write: (procore, _scope, bodies) => {
    const { listId } = bodies[0]!
    forget(procore, `codes of ${listId}`)
    return writeUnderParent(bodies[0]!, bodies, updates => syncStandardCostCodes(procore, listId, updates))
  },
})

/** Standard cost codes of the list; facts and survey ask for them at the same time. */
function codesOf(procore: Procore, listId: string): Promise<SeenCode[]> {
  return remember(procore, `codes of ${listId}`, 20_000, async () =>
    (await Array.fromAsync(listStandardCostCodes(procore, listId))).map(
      ({ id, origin_id, code, name, parent_id }): SeenCode => ({ id, origin_id, code, name, parent_id }),
    ),
  )
}
