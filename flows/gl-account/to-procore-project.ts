import { type Ref, stateApply } from '@plumbline/flow-kit'
import { listCostCodes, type Procore, syncCostCodes } from '@plumbline/procore'
import type { GlAccount } from '@plumbline/schemas'
import { businessUnitOf, type Settings } from '../connection.ts'
import { forget, remember } from '../remember.ts'
import { type AccountCode, isParent, matchCode, ownedCode, planCode, type SeenCode } from './cost-code.ts'
import { accountKey, glAccount } from './entity.ts'
import { type Parenthood, writeUnderParent } from './parent.ts'
import { outOfScope } from './scope.ts'

type Body = AccountCode & Parenthood

const companyRef = ({ setid, account }: GlAccount): Ref => ({
  entity: 'gl-account',
  at: 'gl-account.to-procore-company',
  scope: 'company',
  key: accountKey(setid, account),
})

/**
 * Accounts in scope become cost codes of every enabled project whose business unit uses their SetID. The company's code
 * comes first; enabling a project later fills it by a replay.
 */
export const glAccountToProcoreProject = stateApply<GlAccount, Body, Procore, Settings, SeenCode, Parenthood>(
  {
    name: 'gl-account.to-procore-project',
    entity: glAccount,
    to: 'procore',
    batch: 900,
    scopes: (account, settings) => {
      if (outOfScope(account, settings)) return []
      const uses = (unit: string) => businessUnitOf(settings, unit).setids.GL_ACCOUNT_TBL === account.setid
      return settings.projects.filter(project => uses(project.bu_gl)).map(project => project.procore_id)
    },
    facts: async (procore, project, settings) => {
      const { parent, sync_code } = settings.flows['gl-account']
      const found = (await codesOf(procore, project)).find(one => isParent(one, settings))
      const originId = `ps:${project}:parent:${parent.code}`
      return { parent: { ...parent, id: found?.id ?? null, originId }, codeForm: sync_code }
    },
    refs: account => [companyRef(account)],
    toTarget: (account, { own, settings, meta, facts, scope, link }) => {
      const origin = `ps:${scope}:${account.setid}:${account.account}`
      const plan = planCode(account, { own, settings, op: meta.op }, origin)
      if (plan.do !== 'send') return plan
      const company = link(companyRef(account))
      if (!company)
        return {
          do: 'park',
          code: 'company-code-missing',
          why: `account ${account.account} is not among the company's cost codes yet`,
          waits: [{ for: 'link', ref: companyRef(account) }],
        }
      return { do: 'send', body: { ...plan.body, standard_cost_code_id: company.nativeId, ...facts } }
    },
    survey: async function* (procore, project) {
      for (const seen of await codesOf(procore, project)) yield { targetId: seen.id, seen }
    },
    // A code that was copied from another project with its origin id is seen, too: it is held, not doubled.
    match: (account, among, settings) => {
      const ending = `:${account.setid}:${account.account}`
      const isOurs = (originId: string) => originId.startsWith('ps:') && originId.endsWith(ending)
      return matchCode(account, isOurs, among, settings)
    },
    owned: ownedCode,
    write: (procore, project, bodies) => {
      forget(procore, `codes of project ${project}`)
      return writeUnderParent(bodies[0]!, bodies, updates => syncCostCodes(procore, project, updates))
    },
  },
)

/** Cost codes of a project that are not deleted; facts and survey ask for them at the same time. */
function codesOf(procore: Procore, project: string): Promise<SeenCode[]> {
  return remember(procore, `codes of project ${project}`, 20_000, async () =>
    (await Array.fromAsync(listCostCodes(procore, project)))
      .filter(one => one.deleted_at === null)
      .map(
        ({ id, origin_id, code, name, parent_id }): SeenCode => ({ id, origin_id, code, name, parent_id }),
      ),
  )
}
