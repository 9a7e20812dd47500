import type { Settings } from '@plumbline/flows'
import type { Finding, PeopleSoft } from '@plumbline/peoplesoft'

/** Compares what a connection says of its PeopleSoft with what the site shows: a wrong word there parks every cost. */
export async function checkSite(ps: PeopleSoft, settings: Settings): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const unit of Object.keys(settings.business_units))
    findings.push(await checkSetids(ps, settings, unit), await checkPeriods(ps, settings, unit))
  if (settings.flows['direct-cost'].project_costing) findings.push(await checkProjects(ps, settings))
  return findings
}

async function checkSetids(ps: PeopleSoft, { business_units }: Settings, unit: string): Promise<Finding> {
  const what = `SetIDs of ${unit}`
  const wrong: string[] = []
  for (const [record, setid] of Object.entries(business_units[unit]!.setids)) {
    const rows = await ps.rows('PLB_SETCNTRL', { SETCNTRLVALUE: unit, RECNAME: record })
    const there = rows[0]?.SETID ?? null
    if (there !== setid) wrong.push(`${record} is ${there ?? 'not under SetID control'}, not ${setid}`)
  }
  return wrong.length === 0
    ? { what, ok: true, says: 'as the connection says' }
    : {
        what,
        ok: false,
        says: `in PeopleSoft ${wrong.join('; ')}`,
        do: `correct business_units.${unit}.setids in the connection, or the business unit's id`,
      }
}

async function checkPeriods(ps: PeopleSoft, settings: Settings, unit: string): Promise<Finding> {
  const { calendar } = settings.business_units[unit]!
  const { ledger_group } = settings.flows['direct-cost']
  const what = `periods of ${unit}`
  const periods = await ps.rows('PLB_CALENDAR', { SETID: calendar.setid, CALENDAR_ID: calendar.id })
  if (periods.length === 0)
    return {
      what,
      ok: false,
      says: `calendar ${calendar.id} of SetID ${calendar.setid} has no periods`,
      do: `correct business_units.${unit}.calendar in the connection`,
    }
  const open = await ps.rows('PLB_OPEN_PERIOD', { BUSINESS_UNIT: unit })
  const groups = [...new Set(open.map(row => row.LEDGER_GROUP ?? ''))]
  return groups.includes(ledger_group)
    ? { what, ok: true, says: `calendar ${calendar.id} and ledger group ${ledger_group} are there` }
    : {
        what,
        ok: false,
        says: `ledger group ${ledger_group} has no open periods; there are ${groups.join(', ') || 'none at all'}`,
        do: 'correct flows.direct-cost.ledger_group in the connection, or open its periods',
      }
}

async function checkProjects(ps: PeopleSoft, { projects }: Settings): Promise<Finding> {
  const missing: string[] = []
  for (const { bu_pc, project_id, procore_id } of projects) {
    const rows = await ps.rows('PLB_PROJECT', { BUSINESS_UNIT: bu_pc, PROJECT_ID: project_id })
    if (rows.length === 0) missing.push(`${bu_pc}/${project_id} (Procore ${procore_id})`)
  }
  const what = 'projects'
  return missing.length === 0
    ? { what, ok: true, says: `all enabled ones are there: ${projects.length}` }
    : {
        what,
        ok: false,
        says: `not in PeopleSoft: ${missing.join(', ')}`,
        do: 'correct bu_pc and project_id of these projects in the connection',
      }
}
