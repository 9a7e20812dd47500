import { openClients, readKeyRing } from '@plumbline/connections'
import type { Settings } from '@plumbline/flows'
import { type Finding, pingPeoplesoft, queryDefinitions, querySite } from '@plumbline/peoplesoft'
import { pingProcore } from '@plumbline/procore'
import type { Ops } from './context.ts'

export type Findings = { system: 'PeopleSoft' | 'Procore'; findings: Finding[] }[]

/** Reaches both systems of a stored connection with its stored credentials, and says what works and what does not. */
export async function pingConnection(ops: Ops, name: string): Promise<Findings> {
  const row = await ops.store.find(name)
  if (!row)
    throw new Error(`there is no connection ${name}; \`plumbline connection list\` shows those there are`)
  const { settings, peoplesoft, procore } = openClients(row, {
    store: ops.store,
    ring: readKeyRing(ops.config.PLUMBLINE_SEAL_KEY_FILE),
    now: () => new Date(),
    callDeadlineMs: ops.config.PLUMBLINE_CALL_DEADLINE_MS,
  })
  try {
    const queries = queryDefinitions(querySite(settings.peoplesoft))
    return [
      { system: 'PeopleSoft', findings: await pingPeoplesoft(peoplesoft, usedQueries(settings, queries)) },
      {
        system: 'Procore',
        findings: await pingProcore(
          procore,
          settings.projects.map(project => project.procore_id),
        ),
      },
    ]
  } finally {
    await Promise.all([peoplesoft.close(), procore.close()])
  }
}

/** Queries that this connection's settings make use of. */
function usedQueries<Q extends { name: string }>({ flows }: Settings, queries: Q[]): Q[] {
  return queries.filter(query => query.name !== 'PLB_VOUCHER' || flows['direct-cost'].voucher_check)
}
