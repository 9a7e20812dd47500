import { findTies, type Settings } from '@plumbline/flows'
import { createZone } from '@plumbline/peoplesoft'
import { Cron } from 'croner'
import type { Problem } from './problem.ts'

/** Where the parts of a document, each valid by itself, do not go together, or mean nothing. */
export function contradictions(settings: Settings): Problem[] {
  return [
    ...zoneProblems(settings),
    ...scheduleProblems(settings),
    ...projectProblems(settings),
    ...mappingProblems(settings),
    ...offsetProblems(settings),
    ...changeOrderProblems(settings),
    ...voucherProblems(settings),
  ]
}

function zoneProblems({ peoplesoft: { time_zone } }: Settings): Problem[] {
  return failing(() => createZone(time_zone)).map(why => ({ path: ['peoplesoft', 'time_zone'], says: why }))
}

function scheduleProblems({ flows, peoplesoft }: Settings): Problem[] {
  return Object.entries(flows).flatMap(([flow, { schedule }]) =>
    (['read', 'compare'] as const).flatMap(name =>
      failing(() => new Cron(schedule[name], { timezone: safeZone(peoplesoft.time_zone) }).nextRun()).map(
        why => ({
          path: ['flows', flow, 'schedule', name],
          says: `"${schedule[name]}" is no cron text: ${why}`,
        }),
      ),
    ),
  )
}

/** A wrong zone is told once, and not again by every schedule. */
const safeZone = (zone: string): string => (failing(() => createZone(zone)).length > 0 ? 'UTC' : zone)

function failing(attempt: () => unknown): string[] {
  try {
    attempt()
    return []
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)]
  }
}

function projectProblems({ projects, business_units }: Settings): Problem[] {
  const seen = new Set<string>()
  return projects.flatMap(({ procore_id, bu_gl }, at) => {
    const path = ['projects', String(at)]
    const problems: Problem[] = []
    if (seen.has(procore_id)) problems.push({ path, says: `project ${procore_id} is listed twice` })
    seen.add(procore_id)
    if (!(bu_gl in business_units))
      problems.push({
        path: [...path, 'bu_gl'],
        says: `project ${procore_id}: business unit ${bu_gl} is not among business_units`,
      })
    return problems
  })
}

function mappingProblems({ mappings }: Settings): Problem[] {
  return mappings.flatMap((mapping, at) => {
    const path = ['mappings', String(at)]
    const earlier = mappings.slice(0, at)
    const problems: Problem[] = findTies(mapping).map(says => ({ path, says }))
    if (earlier.some(one => one.version === mapping.version))
      problems.push({
        path,
        says: `version ${mapping.version} is there twice: every posting keeps it by name`,
      })
    if (earlier.some(one => one.effective_from === mapping.effective_from))
      problems.push({
        path,
        says: `two mappings hold from ${mapping.effective_from}: nothing says which one a cost of that day goes by`,
      })
    return problems
  })
}

/**
 * Everything that is journalled has the account of its other side, in every mapping that a document to be posted can fall
 * under: each cost type its clearing account, change orders their commitment offset.
 */
function offsetProblems({ mappings, projects, flows }: Settings): Problem[] {
  const journalled = Object.entries(flows['direct-cost'].policies).flatMap(([type, policy]) =>
    policy === 'journal' ? [`${type} costs`] : [],
  )
  if (flows['change-order']?.mode === 'journal') journalled.push('change orders')
  const units = Map.groupBy(projects, project => project.bu_gl)
  return mappings.flatMap((mapping, at) => {
    const path = ['mappings', String(at), 'offsets']
    const until = mappings
      .map(one => one.effective_from)
      .filter(from => from > mapping.effective_from)
      .sort()[0]
    const named = mapping.offsets.map(
      ({ flow, direct_cost_type, bu_gl }) =>
        `${flow === 'change-order' ? 'change orders' : `${direct_cost_type ?? 'untyped'} costs`} of ${bu_gl}`,
    )
    const twice = named.filter((one, index) => named.indexOf(one) !== index)
    const wanted = [...units].flatMap(([unit, those]) =>
      those.some(({ post_from }) => until === undefined || post_from < until)
        ? journalled.map(what => `${what} of ${unit}`)
        : [],
    )
    return [
      ...twice.map(one => ({
        path,
        says: `mapping ${mapping.version} names two offset accounts for ${one}`,
      })),
      ...wanted
        .filter(one => !named.includes(one))
        .map(one => ({
          path,
          says: `mapping ${mapping.version} has no offset account for ${one}: their journals would not balance`,
        })),
    ]
  })
}

function voucherProblems({ flows, projects }: Settings): Problem[] {
  if (!flows['direct-cost'].voucher_check) return []
  return projects.flatMap(({ bu_ap, procore_id }, at) =>
    bu_ap === undefined
      ? [
          {
            path: ['projects', String(at)],
            says: `project ${procore_id} names no bu_ap, which voucher_check looks in: its invoices would be posted unchecked`,
          },
        ]
      : [],
  )
}

/** Change orders are commitments: among the actual costs they would count twice, once more by the invoice. */
function changeOrderProblems({ flows }: Settings): Problem[] {
  const own = flows['change-order']
  if (own?.ledger_group !== flows['direct-cost'].ledger_group) return []
  return [
    {
      path: ['flows', 'change-order', 'ledger_group'],
      says: `change orders go to ${own.ledger_group}, the ledger group of the direct costs: they need a memo ledger group of their own, since the invoice brings the same money as actual cost`,
    },
  ]
}
