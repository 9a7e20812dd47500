import { readFields } from '@plumbline/http'
import type { Urgency } from './budget.ts'
import type { Procore } from './client.ts'
import type { Range } from './query.ts'
import { readStamps, type Stamps } from './shared.ts'

/** A budget code: what lines are coded by (procore.md §5.2). */
export type WbsCode = Stamps & {
  id: string
  flat_code: string | null
  flat_name: string | null
  description: string | null
  status: string | null
  /** What it is made of: an item has the id of the cost code, cost type or sub job that it stands for. */
  segment_items: SegmentItem[]
}

export type SegmentItem = {
  id: string
  code: string | null
  name: string | null
  /** Codes from the root down, joined. */
  path_code: string | null
  /** cost_code, line_item_type, sub_job or custom; null where it is not shown. */
  segment_type: string | null
}

/** The budget codes of a project. */
export async function* listWbsCodes(
  procore: Procore,
  projectId: string,
  { updated, urgency = 'foreground' }: { updated?: Range; urgency?: Urgency } = {},
): AsyncIterable<WbsCode> {
  const path = `v1.0/projects/${projectId}/work_breakdown_structure/wbs_codes`
  for await (const raw of procore.list(path, { filters: { updated_at: updated }, urgency })) {
    const code = readFields(raw, 'WBS code')
    yield {
      id: code.need('id'),
      flat_code: code.text('flat_code'),
      flat_name: code.text('flat_name'),
      description: code.text('description'),
      status: code.text('status'),
      segment_items: code.list('segment_items').map(item => ({
        id: item.need('id'),
        code: item.text('code'),
        name: item.text('name'),
        path_code: item.text('path_code'),
        segment_type: item.object('segment')?.text('type') ?? null,
      })),
      ...readStamps(code),
    }
  }
}
