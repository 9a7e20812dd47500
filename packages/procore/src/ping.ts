import { Refused } from '@plumbline/flow-kit'
import { HttpFailure, OddAnswer } from '@plumbline/http'
import type { Procore } from './client.ts'
import { listCompanies, showMe } from './company.ts'
import { listStandardCostCodeLists } from './cost-codes.ts'
import { listDirectCosts } from './direct-costs.ts'
import { ProcoreError } from './faults.ts'
import { listProjects, type Project } from './projects.ts'
import { listVendors } from './vendors.ts'

/** One thing tried at set-up: what, whether it works, what was seen, and what to do where it does not. */
export type Finding = { what: string; ok: boolean; says: string; do?: string }

/**
 * Tries token, company, projects, directory, cost codes and direct costs. Reads only. Stops where nothing
 * else can work.
 * @param projectIds the connection's enabled projects, each of which must be visible.
 */
export async function pingProcore(procore: Procore, projectIds: readonly string[] = []): Promise<Finding[]> {
  const { company_id, api_url } = procore.settings
  const me = await logIn(procore)
  if (!me.ok) return [me]
  const company = await trying(
    'company',
    'the company admin installs the app and gives it the permissions',
    async () => {
      for await (const { id, name } of listCompanies(procore))
        if (id === company_id) return `${name} (${id}) at ${api_url}`
      throw new OddAnswer(`the service account is not connected to company ${company_id}`)
    },
  )
  if (!company.ok) return [me, company]

  let projects: Project[] = []
  const permit = 'the company admin adds the projects to the permitted ones of the app'
  const seen = await trying('projects', permit, async () => {
    projects = await Array.fromAsync(listProjects(procore))
    const missing = projectIds.filter(id => !projects.some(project => project.id === id))
    if (missing.length > 0)
      throw new OddAnswer(`not visible: ${missing.join(', ')}; visible are ${projects.length}`)
    if (projects.length === 0) throw new OddAnswer('none is visible')
    return `visible and active: ${projects.length}`
  })
  return [
    me,
    company,
    seen,
    await trying('directory', 'give the app the Directory tool of the company', async () => {
      await first(listVendors(procore))
      return 'company vendors can be read'
    }),
    await trying('cost codes', 'give the app the Admin tool of the company', async () => {
      const lists = await Array.fromAsync(listStandardCostCodeLists(procore))
      return `standard lists: ${lists.map(({ id, name }) => `${name} (${id})`).join(', ') || 'none'}`
    }),
    ...(await Promise.all(
      (projectIds.length > 0 ? projectIds : projects.slice(0, 1).map(({ id }) => id)).map(id =>
        trying(
          `direct costs of project ${id}`,
          'switch the tool on and give the app access to it',
          async () => {
            await first(listDirectCosts(procore, id))
            return 'can be read'
          },
        ),
      ),
    )),
  ]
}

/** A token is one thing, the company that the first call names another: its refusal is no fault of the token. */
async function logIn(procore: Procore): Promise<Finding> {
  const { api_url, login_url, client_id } = procore.settings
  const what = 'token'
  try {
    const { id, login } = await showMe(procore)
    const account = `${id}${login ? ` (${login})` : ''}`
    return { what, ok: true, says: `accepted; the service account is user ${account}` }
  } catch (error) {
    if (error instanceof ProcoreError || (error instanceof Refused && error.what === 'scope'))
      return { what, ok: true, says: 'given; whose it is cannot be seen' }
    if (!isTold(error)) throw error
    const reached = error instanceof HttpFailure || error instanceof OddAnswer
    const advice = reached
      ? `check login_url ${login_url} and api_url ${api_url}, and that nothing stands between`
      : `check client id ${client_id}, its secret, and that login_url ${login_url} is of the same environment`
    return { what, ok: false, says: error.message, do: advice }
  }
}

async function first(items: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of items) return
}

async function trying(what: string, advice: string, attempt: () => Promise<string>): Promise<Finding> {
  try {
    return { what, ok: true, says: await attempt() }
  } catch (error) {
    if (isTold(error)) return { what, ok: false, says: error.message, do: advice }
    throw error
  }
}

/** Errors that are told as findings; any other is a fault of ours. */
const isTold = (error: unknown): error is Error =>
  error instanceof HttpFailure ||
  error instanceof Refused ||
  error instanceof ProcoreError ||
  error instanceof OddAnswer
