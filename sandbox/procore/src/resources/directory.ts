import type { Api } from '../api.ts'
import { companyOf, listed } from '../call.ts'
import { int } from '../json.ts'
import { find } from '../kind.ts'
import type { User } from '../tables.ts'

/** Companies, the caller itself, and the company's users (procore.md §1.4); for a DMSA all need the company header. */
export function addDirectory(api: Api): void {
  api.get('/rest/v1.0/companies', call => {
    const companies = call.client.company_ids
      .map(id => call.procore.tables.companies.get(id))
      .filter(company => company !== null)
    return listed(call, companies, ({ id, name, is_active }) => ({
      id: int(id),
      name,
      is_active,
      logo_url: null,
      pcn_business_experience: false,
      my_company: true,
    }))
  })
  api.get('/rest/v1.0/me', call => {
    const user = call.procore.tables.users.get(call.client.user_id)
    return { id: int(call.client.user_id), login: user?.login ?? null, name: user?.name ?? null }
  })
  const users = '/rest/v1.0/companies/:company_id/users'
  api.get(users, call => listed(call, call.procore.tables.users.by('company', companyOf(call).id), show))
  api.get(`${users}/:id`, call => {
    const company = companyOf(call)
    const table = call.procore.tables.users
    return show(find({ table, owns: row => row.company_id === company.id }, call.params.id!))
  })
}

function show({ id, name, login }: User) {
  return { id: int(id), name, email_address: login, is_active: true, is_employee: true }
}
