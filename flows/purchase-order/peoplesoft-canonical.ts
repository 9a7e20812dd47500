import type { Draft, ReadContext } from '@plumbline/flow-kit'
import type {
  PurchaseOrderLine as ApiLine,
  PurchaseOrder as ApiOrder,
  PurchaseOrderDistribution,
  PurchaseOrderSchedule,
} from '@plumbline/peoplesoft'
import type { PurchaseOrder, PurchaseOrderLine } from '@plumbline/schemas'
import type { Settings } from '../connection.ts'
import { plainDecimal, sumOf } from '../money.ts'
import { peoplesoftHeader, yesNo } from '../peoplesoft-rows.ts'
import { peoplesoftStatus } from './status.ts'

type Distributed = { line: ApiLine; schedule: PurchaseOrderSchedule; distribution: PurchaseOrderDistribution }

/** All distributions of an order with what stands above them. */
export const distributionsOf = ({ lines }: ApiOrder): Distributed[] =>
  lines.flatMap(line =>
    line.schedules.flatMap(schedule =>
      schedule.distributions.map(distribution => ({ line, schedule, distribution })),
    ),
  )

/** The enabled Procore project of a distribution; null where it names another or none. */
export function projectOfDistribution(
  { BUSINESS_UNIT_PC, PROJECT_ID }: PurchaseOrderDistribution,
  { projects }: Settings,
): string | null {
  const found = projects.find(one => one.bu_pc === BUSINESS_UNIT_PC && one.project_id === PROJECT_ID)
  return found?.procore_id ?? null
}

/**
 * The part of an order that one project has, with amounts as PeopleSoft has them: those of a cancelled line as well. Pure.
 * @throws when a distribution has no amount.
 */
export function toPurchaseOrder(
  { order, project }: { order: ApiOrder; project: string },
  { settings, before, readAt }: ReadContext<Settings, PurchaseOrder>,
): Draft<PurchaseOrder> {
  const all = distributionsOf(order)
  const own = all.filter(one => projectOfDistribution(one.distribution, settings) === project)
  const lines = own.map(one => toLine(one, order))
  const status = peoplesoftStatus(order.PO_STATUS)
  const isApproved = status === 'approved' || status === 'dispatched'
  return {
    header: {
      ...peoplesoftHeader(order.LAST_DTTM_UPDATE),
      company_id: settings.procore.company_id,
      project_id: project,
      source_created_raw: order.ENTERED_DT,
      actor_id: order.OPRID_MODIFIED_BY,
      first_approved_at: before?.header.first_approved_at ?? (isApproved ? readAt : null),
    },
    business_unit: order.BUSINESS_UNIT,
    po_id: order.PO_ID,
    po_ref: `${order.BUSINESS_UNIT}:${order.PO_ID}`,
    commitment_id: null,
    number: order.PO_ID,
    title: null,
    description: null,
    foreign_reference: order.PO_REF,
    kind: kindOfOrder(order, settings),
    po_type: order.PO_TYPE,
    po_origin: order.ORIGIN,
    status_raw: order.PO_STATUS,
    status,
    change_batch: whole(order.CHNG_ORD_BATCH),
    executed: null,
    vendor_setid: order.VENDOR_SETID,
    vendor_id: order.VENDOR_ID,
    vendor_name: null,
    vendor_location: order.VNDR_LOC,
    vendor_address_sequence: whole(order.ADDRESS_SEQ_NUM),
    buyer_id: order.BUYER_ID,
    payment_terms: order.PYMNT_TERMS_CD,
    po_date: order.PO_DT,
    accounting_date: order.ACCOUNTING_DT,
    approval_date: order.APPROVAL_DT,
    contract_date: null,
    delivery_date: null,
    approved_by: order.OPRID_APPROVED_BY,
    currency_iso_code: order.CURRENCY_CD,
    base_currency_iso_code: order.CURRENCY_CD_BASE,
    rate_type: order.RT_TYPE,
    rate_date: order.RATE_DATE,
    rate_multiplier: plainDecimal(order.RATE_MULT),
    rate_divisor: plainDecimal(order.RATE_DIV),
    retainage_percent: null,
    accounting_method: null,
    hold_status: order.HOLD_STATUS,
    receipt_status: order.RECV_STATUS,
    match_status: order.MATCH_STATUS_PO,
    budget_status: order.BUDGET_HDR_STATUS,
    total: sumOf(lines.map(line => line.amount)).toFixed(),
    lines_elsewhere: all.length - own.length,
    lines,
  }
}

/** What the settings make of type and origin; a purchase order where they say nothing. */
function kindOfOrder(order: ApiOrder, { flows }: Settings): 'purchase_order' | 'subcontract' {
  const rule = flows['purchase-order']?.kinds.find(
    ({ po_type, po_origin }) =>
      (po_type === undefined || po_type === order.PO_TYPE) &&
      (po_origin === undefined || po_origin === order.ORIGIN),
  )
  return rule?.kind ?? 'purchase_order'
}

const whole = (text: string | null): number | null => (text === null ? null : Number(text))

function toLine({ line, schedule, distribution }: Distributed, order: ApiOrder): PurchaseOrderLine {
  const id = [line.LINE_NBR, schedule.SCHED_NBR, distribution.DISTRIB_LINE_NUM].join('.')
  if (distribution.MERCHANDISE_AMT === null) throw new Error(`line ${id} of ${order.PO_ID} has no amount`)
  return {
    id,
    line_nbr: line.LINE_NBR,
    sched_nbr: schedule.SCHED_NBR,
    distrib_line_num: distribution.DISTRIB_LINE_NUM,
    position: null,
    change_order_key: null,
    cancel_status: isCancelled(schedule.CANCEL_STATUS) ? schedule.CANCEL_STATUS : line.CANCEL_STATUS,
    amount_only: yesNo(line.AMT_ONLY_FLG),
    category: line.CATEGORY_ID,
    item_id: null,
    description: line.DESCR254_MIXED,
    uom: line.UNIT_OF_MEASURE,
    quantity: plainDecimal(distribution.QTY_PO),
    unit_cost: plainDecimal(schedule.PRICE_PO),
    amount: plainDecimal(distribution.MERCHANDISE_AMT),
    base_amount: plainDecimal(distribution.MERCH_AMT_BSE),
    extended_type: null,
    tax_code: schedule.TAX_CD_SUT,
    tax_code_id: null,
    tax_amount: plainDecimal(distribution.SALETX_AMT),
    tax_kind: schedule.SUT_APPLICABILITY,
    freight_amount: plainDecimal(distribution.FREIGHT_AMT),
    due_date: schedule.DUE_DT,
    business_unit_gl: distribution.BUSINESS_UNIT_GL,
    account: distribution.ACCOUNT,
    deptid: distribution.DEPTID,
    operating_unit: distribution.OPERATING_UNIT,
    product: distribution.PRODUCT,
    fund_code: distribution.FUND_CODE,
    class_fld: distribution.CLASS_FLD,
    program_code: distribution.PROGRAM_CODE,
    budget_ref: distribution.BUDGET_REF,
    affiliate: distribution.AFFILIATE,
    chartfield1: distribution.CHARTFIELD1,
    chartfield2: distribution.CHARTFIELD2,
    chartfield3: distribution.CHARTFIELD3,
    business_unit_pc: distribution.BUSINESS_UNIT_PC,
    project_id: distribution.PROJECT_ID,
    activity_id: distribution.ACTIVITY_ID,
    analysis_type: distribution.ANALYSIS_TYPE,
    resource_type: distribution.RESOURCE_TYPE,
    resource_category: distribution.RESOURCE_CATEGORY,
    resource_sub_cat: distribution.RESOURCE_SUB_CAT,
    ...NOT_OF_PEOPLESOFT,
    received_quantity: plainDecimal(distribution.QTY_RECV),
    received_amount: plainDecimal(distribution.AMT_RECV),
    vouchered_quantity: plainDecimal(distribution.QTY_MATCHED),
    vouchered_amount: plainDecimal(distribution.AMT_MATCHED),
    req_id: distribution.REQ_ID,
    req_line_nbr: whole(distribution.REQ_LINE_NBR),
    origin_id: null,
  }
}

/** Procore's coding, which an order born in PeopleSoft gets on its way there. */
const NOT_OF_PEOPLESOFT = {
  wbs_code_id: null,
  wbs_code: null,
  cost_code_id: null,
  cost_code: null,
  cost_code_name: null,
  cost_code_origin_id: null,
  line_item_type_id: null,
  line_item_type_code: null,
  line_item_type_name: null,
  line_item_type_base_type: null,
  sub_job_id: null,
  sub_job_code: null,
} satisfies Partial<PurchaseOrderLine>

/** CANCEL_STATUS X, by code or long name. */
export const isCancelled = (status: string | null): boolean => /^(x|cancell?ed)$/i.test(status ?? '')
