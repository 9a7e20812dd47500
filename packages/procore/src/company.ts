import { readFields } from '@plumbline/http'
import type { Procore } from './client.ts'

/** The user that Procore made for the service account. */
export type Me = { id: string; login: string | null; name: string | null }

/** Who the token is (procore.md §1.4). */
export async function showMe(procore: Procore): Promise<Me> {
  const me = readFields(await procore.read('v1.0/me'), 'me')
  return { id: me.need('id'), login: me.text('login'), name: me.text('name') }
}

export type Company = { id: string; name: string | null; is_active: boolean | null }

/** The companies that the service account is connected to. */
export async function* listCompanies(procore: Procore): AsyncIterable<Company> {
  for await (const raw of procore.list('v1.0/companies')) {
    const company = readFields(raw, 'company')
    yield { id: company.need('id'), name: company.text('name'), is_active: company.flag('is_active') }
  }
}
