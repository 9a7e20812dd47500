import { isDeepStrictEqual } from 'node:util'
import type { Ctx, Plan } from '@plumbline/flow-kit'
import type { PurchaseOrder } from '@plumbline/schemas'
import { mappingOn } from '../coding/resolve.ts'
import { type ProjectSettings, projectOf, type Settings } from '../connection.ts'
import { vendorLink } from '../direct-cost/voucher.ts'
import { findClosed } from '../journal/closed.ts'
import { codeLines } from '../journal/coded-lines.ts'
import type { LedgerFacts } from '../journal/facts.ts'
import { hold, type Obstacle, park, skip } from '../journal/posting.ts'
import { type OrderBody, ownedOrder } from './order-body.ts'
import { codableLine, orderedLines, toOrderLine } from './order-lines.ts'
import { orderMark, orderNumbers } from './order-number.ts'
import type { SeenOrder } from './order-seen.ts'
import { inUse } from './order-write.ts'

export type OrderContext = Ctx<Settings, LedgerFacts, SeenOrder>
type OrderPlan = Plan<OrderBody>

/** What one revision of a commitment means for PeopleSoft (BUSINESS.md, Purchase orders). Pure. */
export function planOrder(value: PurchaseOrder, ctx: OrderContext): OrderPlan {
  const { own, settings, meta } = ctx
  const project = projectOf(settings, ctx.scope)
  const flow = settings.flows['purchase-order']?.to_peoplesoft
  if (meta.op === 'left-scope' || !project || !flow)
    return skip('order-not-carried', 'orders of its project are not carried; what stands in PeopleSoft stays')
  if (value.header.foreign_origin_id)
    return skip(
      'foreign-origin',
      `another integration owns this commitment (origin id ${value.header.foreign_origin_id})`,
    )
  if (meta.op === 'delete' || value.status === 'cancelled') return planCancel(value, ctx, project)
  if (value.status === 'unknown')
    return hold('unknown-status', `Procore's status ${value.status_raw ?? 'blank'} is not known here`)
  const isToStand =
    value.status === 'approved' ||
    // What was approved once is an order, whatever comes after it.
    (isAfterApproval(value) && (own !== null || value.header.first_approved_at !== null))
  if (!isToStand)
    return skip(
      'order-not-approved',
      own
        ? `is ${value.status_raw}: order ${own.nativeId} stays as it is until the commitment is approved again`
        : `is ${value.status_raw}, not approved`,
    )
  if (own?.seen?.cancelled)
    return hold(
      'order-cancelled-there',
      `order ${own.nativeId} was cancelled in PeopleSoft, which does not open it again; void the commitment, or make a new one`,
    )
  return planPut(value, ctx, project)
}

const isAfterApproval = ({ status }: PurchaseOrder): boolean =>
  status === 'dispatched' || status === 'complete'

/** Without receipt or voucher the order is cancelled; with one it is for a person (BUSINESS.md, Purchase orders). */
function planCancel(value: PurchaseOrder, ctx: OrderContext, project: ProjectSettings): OrderPlan {
  const { own, meta } = ctx
  const word = meta.op === 'delete' ? 'deleted' : (value.status_raw ?? value.status)
  if (!own) return skip('order-never-sent', `is ${word}, and was never sent`)
  if (own.seen?.used && !own.seen.cancelled)
    return park([
      {
        code: 'order-in-use',
        why: `is ${word} in Procore, but ${inUse(own.seen)}`,
        wait: { for: 'fact', what: `receipts and vouchers of ${own.nativeId}` },
      },
    ])
  const { vendor_setid = null, vendor_id = null, currency = null } = own.seen ?? {}
  const body = bodyOf(value, ctx, project, `${vendor_setid ?? ''}:${vendor_id ?? ''}`)
  return { do: 'send', body: { ...body, do: 'cancel', currency: currency ?? body.currency, lines: [] } }
}

function planPut(value: PurchaseOrder, ctx: OrderContext, project: ProjectSettings): OrderPlan {
  const { settings, facts, today, own, link } = ctx
  const lines = orderedLines(value)
  const mapping = mappingOn(settings.mappings, dayOf(value, today))
  const supplier = value.vendor_id ? link(vendorLink(value.vendor_id)) : null
  const coded = mapping
    ? codeLines(
        {
          direct_cost_type: null,
          projectSet: { analysis_type: settings.flows['purchase-order']!.to_peoplesoft!.analysis_type },
          ...{ project, mapping, settings, facts, today, link },
        },
        lines.map(codableLine),
      )
    : null
  const made = mapping ? lines.map(line => toOrderLine(line, value, project, settings, mapping)) : []
  const obstacles: Obstacle[] = [
    ...(project.bu_po ? [] : [NO_UNIT]),
    ...supplierObstacles(value, supplier),
    ...(lines.length === 0 && !own ? [NO_LINES] : []),
    ...(mapping ? [] : [noMapping(dayOf(value, today))]),
    ...(coded && 'obstacles' in coded ? coded.obstacles : []),
    ...made.flatMap(one => ('obstacle' in one ? [one.obstacle] : [])),
  ]
  const [first, ...more] = obstacles
  if (first) return park([first, ...more])
  if (!coded || !('lines' in coded) || !supplier) throw new Error('an order without obstacles has its coding')
  const body: OrderBody = {
    ...bodyOf(value, ctx, project, supplier.key),
    lines: made.flatMap((one, index) =>
      'line' in one ? [one.line(coded.lines[index]!.line, project.bu_gl)] : [],
    ),
  }
  const grounds = { mapping: mapping!.version, lines: coded.lines.map(one => one.grounds) }
  const unchanged = own?.seen && isDeepStrictEqual(ownedOrder({ body }), ownedOrder({ seen: own.seen }))
  const closed = unchanged
    ? null
    : findClosed(
        coded.lines.map(one => one.line),
        project.bu_gl,
        project,
        facts,
        today,
      )
  if (closed) return park([{ code: 'not-active', why: closed.why, wait: { for: 'fact', what: closed.what } }])
  return { do: 'send', body, grounds }
}

/** Head of an order, without lines. `supplier`: SetID and id, joined by a colon. */
function bodyOf(
  value: PurchaseOrder,
  { own, settings, scope, meta, today }: OrderContext,
  project: ProjectSettings,
  supplier: string,
): OrderBody {
  const flow = settings.flows['purchase-order']!.to_peoplesoft!
  const [business_unit = '', po_id = ''] = own?.nativeId.split(':') ?? []
  const at = supplier.indexOf(':')
  return {
    do: 'put',
    project: scope,
    own: own && { business_unit, po_id },
    business_unit: project.bu_po ?? '',
    numbers: flow.numbering === 'ours' ? orderNumbers(meta.key, flow.number_prefix) : [],
    po_ref: orderMark(meta.key),
    vendor_setid: supplier.slice(0, at),
    vendor_id: supplier.slice(at + 1),
    currency: value.currency_iso_code ?? project.currency,
    defaults: {
      PO_DT: dayOf(value, today),
      ACCOUNTING_DT: today,
      PO_TYPE: flow.po_type ?? null,
      ORIGIN: flow.po_origin ?? null,
      BUYER_ID: flow.buyer,
      VNDR_LOC: flow.location ?? null,
      PYMNT_TERMS_CD: flow.payment_terms ?? null,
      CATEGORY_ID: flow.category,
      SHIPTO_ID: flow.ship_to ?? null,
      DUE_DT: value.delivery_date,
    },
    lines: [],
  }
}

/** The day of an order: of its contract, else of its approval as it was first seen. */
const dayOf = ({ contract_date, header }: PurchaseOrder, today: string): string =>
  contract_date ?? header.first_approved_at?.slice(0, 10) ?? today

function supplierObstacles({ vendor_id, vendor_name }: PurchaseOrder, supplier: object | null): Obstacle[] {
  if (supplier) return []
  if (vendor_id === null)
    return [
      {
        code: 'vendor-missing',
        why: 'the commitment names no vendor',
        wait: { for: 'fact', what: 'vendor of the commitment' },
      },
    ]
  return [
    {
      code: 'vendor-not-linked',
      why: `vendor ${vendor_id} (${vendor_name ?? 'without name'}) is not linked to a supplier of PeopleSoft`,
      wait: { for: 'link', ref: vendorLink(vendor_id) },
    },
  ]
}

const NO_UNIT: Obstacle = {
  code: 'purchasing-unit-missing',
  why: 'the project names no purchasing business unit (bu_po)',
  wait: { for: 'settings', what: 'projects' },
}
const NO_LINES: Obstacle = {
  code: 'no-lines',
  why: 'the commitment has no line with an amount',
  wait: { for: 'fact', what: 'lines of the commitment' },
}
const noMapping = (day: string): Obstacle => ({
  code: 'mapping-missing',
  why: `no mapping holds for ${day}`,
  wait: { for: 'settings', what: 'mapping' },
})
