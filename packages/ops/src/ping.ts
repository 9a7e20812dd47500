import { openClients, readKeyRing } from '@plumbline/connections'
import type { Settings } from '@plumbline/flows'
import {
  type Finding,
  type PeopleSoft,
  pingPeoplesoft,
  queryDefinitions,
  querySite,
} from '@plumbline/peoplesoft'
import { pingProcore } from '@plumbline/procore'
import type { Ops } from './context.ts'
import { checkSite } from './site.ts'

export type Findings = { system: 'PeopleSoft' | 'Procore'; findings: Finding[] }[]

/**
 * Reaches both systems of a stored connection with its stored credentials, and says what works and what does not. Where
 * PeopleSoft's queries all work, what the connection says of the site is compared with what they show.
 * @throws when there is no such connection, or its secrets do not open
 */
export async function pingConnection(ops: Ops, name: string): Promise<Findings> {
  const row = await ops.store.find(name)
  if (!row)
    throw new Error(`there is no connection ${name}; \`plumbline connection list\` shows those there are`)
  const { settings, peoplesoft, procore } = openClients(row, {
    store: ops.store,
    ring: () => readKeyRing(ops.config.PLUMBLINE_SEAL_KEY_FILE),
    now: () => new Date(),
    callDeadlineMs: ops.config.PLUMBLINE_CALL_DEADLINE_MS,
  })
  try {
    const projects = settings.projects.map(project => project.procore_id)
    return [
      { system: 'PeopleSoft', findings: await pingSite(peoplesoft, settings) },
      { system: 'Procore', findings: await pingProcore(procore, projects) },
    ]
  } finally {
    await Promise.all([peoplesoft.close(), procore.close()])
  }
}

async function pingSite(peoplesoft: PeopleSoft, settings: Settings): Promise<Finding[]> {
  const { flows } = settings
  const used = queryDefinitions(querySite(settings.peoplesoft)).filter(
    ({ name }) =>
      (name !== 'PLB_VOUCHER' || flows['direct-cost'].voucher_check) &&
      (!name.startsWith('PLB_PO') || flows['purchase-order']),
  )
  const findings = await pingPeoplesoft(peoplesoft, used)
  return findings.every(finding => finding.ok)
    ? [...findings, ...(await checkSite(peoplesoft, settings))]
    : findings
}
