import type { JournalLine } from '@plumbline/peoplesoft'
import type { ProjectSettings } from '../connection.ts'
import { activeOn, type LedgerFacts } from './facts.ts'

/** What is not active or not open there, and the sentence about it. */
export type Closed = { what: string; why: string }

/**
 * The first thing by which PeopleSoft would refuse lines of that day: an account or a department that is not active, a
 * project or an activity that is not open. Null when nothing is known; facts are those of the project's own business unit.
 */
export function findClosed(
  lines: JournalLine[],
  unit: string,
  project: ProjectSettings,
  facts: LedgerFacts,
  day: string,
): Closed | null {
  for (const line of lines) {
    const closed =
      (unit === project.bu_gl ? inactiveChartfield(line, facts, day) : null) ??
      closedProject(line, project, facts)
    if (closed) return closed
  }
  return null
}

function inactiveChartfield(line: JournalLine, facts: LedgerFacts, day: string): Closed | null {
  if (!activeOn(facts.accounts.get(line.ACCOUNT ?? ''), day))
    return told(`account ${line.ACCOUNT}`, `is not active in PeopleSoft on ${day}`)
  if (line.DEPTID && !activeOn(facts.departments.get(line.DEPTID), day))
    return told(`department ${line.DEPTID}`, `is not active in PeopleSoft on ${day}`)
  return null
}

function closedProject(line: JournalLine, project: ProjectSettings, facts: LedgerFacts): Closed | null {
  const isOwn = line.BUSINESS_UNIT_PC === project.bu_pc && line.PROJECT_ID === project.project_id
  if (!isOwn || facts.projectOpen === null) return null
  if (!facts.projectOpen) return told(`project ${project.project_id}`, 'is not open in PeopleSoft')
  if (line.ACTIVITY_ID && !facts.openActivities.has(line.ACTIVITY_ID))
    return told(`activity ${line.ACTIVITY_ID} of project ${project.project_id}`, 'is not open in PeopleSoft')
  return null
}

const told = (what: string, how: string): Closed => ({ what, why: `${what} ${how}` })
