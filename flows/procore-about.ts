import {
  listProjects,
  listTaxCodes,
  listWbsCodes,
  type Procore,
  type Project,
  type SegmentItem,
  type TaxCode,
  type WbsCode,
} from '@plumbline/procore'
import type { SubJobs } from './procore-coding.ts'
import { forget, remember } from './remember.ts'

/** What documents of a project refer to: the project itself, tax codes and sub jobs. */
export type About = {
  projectId: string
  /** Null where the account may not list it. */
  project: Project | null
  /** Empty where no line names one. */
  taxCodes: TaxCode[]
  subJobs: SubJobs
  companyId: string
}

const KEPT_MS = 300_000

/** Reads what these lines refer to; asked for once in minutes. @throws Refused as `Procore.list`. */
export async function readAbout(
  procore: Procore,
  projectId: string,
  lines: { tax_code_id?: string | null; wbs_code: { id: string | null } | null }[],
): Promise<About> {
  const urgency = 'background'
  const [projects, taxCodes, wbsCodes] = await Promise.all([
    remember(procore, 'projects', KEPT_MS, () => Array.fromAsync(listProjects(procore, { urgency }))),
    readKnowing(
      procore,
      'tax codes',
      lines.flatMap(line => line.tax_code_id ?? []),
      () => Array.fromAsync(listTaxCodes(procore, { urgency })),
    ),
    readKnowing(
      procore,
      `budget codes of ${projectId}`,
      lines.flatMap(line => line.wbs_code?.id ?? []),
      () => Array.fromAsync(listWbsCodes(procore, projectId, { urgency })),
    ),
  ])
  return {
    projectId,
    project: projects.find(one => one.id === projectId) ?? null,
    taxCodes,
    subJobs: Object.fromEntries(wbsCodes.flatMap(subJobOf)),
    companyId: procore.settings.company_id,
  }
}

function subJobOf({ id, segment_items }: WbsCode): [string, SegmentItem][] {
  const subJob = segment_items.find(one => one.segment_type === 'sub_job')
  return subJob ? [[id, subJob]] : []
}

/** A list that is kept for minutes; read again where it lacks one of these ids, but for the same id no more often. */
export async function readKnowing<T extends { id: string }>(
  procore: Procore,
  name: string,
  ids: string[],
  read: () => Promise<T[]>,
): Promise<T[]> {
  if (ids.length === 0) return []
  const kept = () => remember(procore, name, KEPT_MS, read)
  const known = new Set((await kept()).map(one => one.id))
  const missing = ids.find(id => !known.has(id))
  if (missing === undefined) return await kept()
  return await remember(procore, `${name}, asked for ${missing}`, KEPT_MS, () => {
    forget(procore, name)
    return kept()
  })
}

/** Ids in portions that fit one filter. */
export function* inHundreds(ids: string[]): Iterable<string[]> {
  for (let at = 0; at < ids.length; at += 100) yield ids.slice(at, at + 100)
}
