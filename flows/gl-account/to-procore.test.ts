import type { Link, Plan } from '@plumbline/flow-kit'
import { describe, expect, test } from 'vitest'
import { type Started, startProcore } from '../testing/procore.ts'
import { ownedCode, type SeenCode } from './cost-code.ts'
import { accountEvent } from './fixtures/accounts.ts'
import { glAccountToProcoreCompany } from './to-procore-company.ts'
import { glAccountToProcoreProject } from './to-procore-project.ts'

const applies = [
  ['company', glAccountToProcoreCompany, 'company', 'ps:SHARE:500300'],
  ['project', glAccountToProcoreProject, '87001', 'ps:87001:SHARE:500300'],
] as const

/** Carries an account into one place, as the engine does: facts, plan, write. */
async function carry(
  { procore, settings }: Started,
  apply: typeof glAccountToProcoreCompany | typeof glAccountToProcoreProject,
  scope: string,
  row: Parameters<typeof accountEvent>[0] = {},
  own: Link<SeenCode> | null = null,
) {
  const facts = await apply.facts!(procore, scope, settings)
  const company = (await codes(procore, settings, glAccountToProcoreCompany, 'company')).find(
    one => one.seen.origin_id === 'ps:SHARE:500300',
  )
  const plan = (
    apply.toTarget as (...all: unknown[]) => Plan<{ origin_id: string; code: string; name: string }>
  )(accountEvent(row, settings), {
    settings,
    facts,
    scope,
    today: '2026-11-16',
    own,
    link: () => company && { key: 'SHARE:500300', nativeId: company.targetId, by: 'us', seen: company.seen },
    meta: { eventId: '0'.repeat(32), key: 'SHARE:500300', revision: 1, op: 'put' },
    asked: null,
    released: false,
  })
  if (plan.do !== 'send') throw new Error(JSON.stringify(plan))
  const [outcome] = await (
    apply.write as (...all: unknown[]) => ReturnType<typeof glAccountToProcoreCompany.write>
  )(procore, scope, [plan.body])
  return { body: plan.body, outcome: outcome! }
}

const codes = (
  procore: Started['procore'],
  settings: Started['settings'],
  apply: typeof glAccountToProcoreCompany | typeof glAccountToProcoreProject,
  scope: string,
) => Array.fromAsync(apply.survey(procore, scope, settings))

describe.each(applies)('in a %s', (_, apply, scope, originId) => {
  const start = async (...told: Parameters<typeof startProcore>) => {
    const started = await startProcore(...told)
    if (scope !== 'company') await carry(started, glAccountToProcoreCompany, 'company')
    return started
  }

  test('an account stands under the parent that is there, and says what was sent', async () => {
    const started = await start()
    const { body, outcome } = await carry(started, apply, scope)
    const all = await codes(started.procore, started.settings, apply, scope)
    const parent = all.find(one => one.seen.code === 'GL')!
    expect(outcome).toMatchObject({
      is: 'applied',
      seen: { origin_id: originId, code: '500300', parent_id: parent.targetId },
    })
    const seen = all.filter(one => one.seen.origin_id === originId)
    expect(seen).toHaveLength(1)
    expect(ownedCode({ seen: seen[0]!.seen })).toEqual(ownedCode({ body }))
  })

  test('an account that was renamed keeps its code, and is still one', async () => {
    const started = await start()
    const { outcome } = await carry(started, apply, scope)
    const { targetId: nativeId, seen } = outcome as { targetId: string; seen: SeenCode }
    const own = { key: 'SHARE:500300', nativeId, by: 'us' as const, seen }
    const after = await carry(started, apply, scope, { EFF_STATUS: 'I' }, own)
    expect(after.outcome).toMatchObject({
      targetId: nativeId,
      seen: { code: '500300', name: 'Equipment (inactive)' },
    })
  })

  test('the parent is made where it is not there, and made once', async () => {
    const started = await start({}, ({ flows }) => {
      flows['gl-account'].parent = { code: 'ACCT', name: 'Accounts' }
    })
    await carry(started, apply, scope)
    await carry(started, apply, scope)
    const all = await codes(started.procore, started.settings, apply, scope)
    const parents = all.filter(one => one.seen.code === 'ACCT')
    expect(parents).toMatchObject([{ seen: { name: 'Accounts', parent_id: null } }])
    expect(all.filter(one => one.seen.parent_id === parents[0]!.targetId)).toHaveLength(1)
  })

  test('where Procore wants codes with the parent’s before them, they are written so and read as ever', async () => {
    const started = await start({}, ({ flows }) => {
      flows['gl-account'].sync_code = 'full'
    })
    started.set({ costCodeInput: 'full' })
    const { body, outcome } = await carry(started, apply, scope)
    expect(outcome).toMatchObject({ is: 'applied', seen: { code: '500300' } })
    expect(ownedCode({ seen: (outcome as { seen: SeenCode }).seen })).toEqual(ownedCode({ body }))
  })
})
