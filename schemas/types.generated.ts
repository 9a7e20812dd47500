// Generated from schemas/*.avsc by schemas/generate.ts: do not edit.

/** Where an event comes from and which change of its record it is; the first field of every entity event. */
export type Header = {
  /** The entity key: one record, one key, for ever. The record key in Kafka is {connection}/{key}. */
  key: string
  /** 1, 2, 3 ... for each change of the key. Keep the highest: a topic is nearly in order and may repeat. */
  revision: number
  /** What happened. A delete carries the last known content. */
  operation: 'put' | 'delete'
  /** When the source showed that the record is gone; null for a record that exists. */
  deleted_at: string | null
  /** How the deletion was proved, e.g. deleted_at at source. */
  deletion_proof: string | null
  /** When we read the content. */
  captured_at: string
  /** What made us read it. */
  captured_by: 'poll' | 'webhook' | 'sweep' | 'compare'
  /** The system that the record was read from. */
  origin_system: 'peoplesoft' | 'procore'
  /** Procore company id; null for a PeopleSoft record. */
  company_id: string | null
  /** Project id in the origin system: Procore project id, or PeopleSoft PROJECT_ID. */
  project_id: string | null
  /** Project number that people know it by (Procore project_number). */
  project_number: string | null
  /** Creation stamp as the source wrote it, zone or none. */
  source_created_raw: string | null
  /** The same in UTC; null where the source has no such stamp. */
  source_created_at: string | null
  /** Change stamp as the source wrote it, zone or none. */
  source_updated_raw: string | null
  /** The same in UTC; null where the source has no such stamp. */
  source_updated_at: string | null
  /** Who made the change in the source, by its user id there (OPRID, or Procore user id). */
  actor_id: string | null
  /** An origin_id that we did not write, as seen on the Procore record: another integration owns it. */
  foreign_origin_id: string | null
  /** When we first saw the record approved. */
  first_approved_at: string | null
  /** Further source fields that a site asked for, by their own names. */
  extras: Record<string, string>
}

/** An approved change order of a commitment of Procore, and every later state of it. Prime contracts' never come. */
export type ChangeOrder = {
  /** Where the event comes from and which change it is. */
  header: Header
  /** Procore's id of the change order package (id). */
  package_id: string | null
  /** Id of the same change order in the newer resource (commitment_change_orders.id); another number than package_id. */
  commitment_change_order_id: string | null
  /** The commitment that it changes (contract_id). */
  contract_id: string | null
  /** Kind of that commitment as read. */
  contract_type: string | null
  /** Key of the purchase order that the commitment is; it may not have come yet. */
  purchase_order_key: string | null
  /** Which system owns the commitment. */
  contract_owner: 'peoplesoft' | 'procore' | 'unknown'
  /** Number of the commitment. */
  contract_number: string | null
  /** Procore's id of the commitment's vendor. */
  vendor_id: string | null
  /** Number (number). */
  number: string | null
  /** Revision (revision). */
  revision: string | null
  /** Title (title). */
  title: string | null
  /** Free text (description). */
  description: string | null
  /** Status as read: a name that the company chose (status). */
  status_raw: string | null
  /** Status that the company's name is mapped to (mapped_to_status); one that Procore added since is unknown. */
  status: 'draft' | 'not_pricing' | 'pricing' | 'pending' | 'pending_billable' | 'revised' | 'proceeding' | 'not_proceeding' | 'no_charge' | 'approved' | 'rejected' | 'void' | 'unknown'
  /** Signed by both (executed). */
  executed: boolean | null
  /** Day of the review, in the connection's zone (reviewed_at). */
  reviewed_date: string | null
  /** Date of the change order as it was when we first read it, if it was approved by then; null if it was not. */
  date_when_first_read_approved: string | null
  /** Due date (due_date). */
  due_date: string | null
  /** Day of invoice (invoiced_date). */
  invoiced_date: string | null
  /** Reason (change_order_change_reason). */
  reason: string | null
  /** Who reviewed it (reviewed_by, else designated_reviewer). */
  reviewer: string | null
  /** Total in the change order's currency; negative where it deducts (grand_total). */
  grand_total: string | null
  /** Currency of the amounts, ISO 4217; null means the project's (currency_configuration.currency_iso_code). */
  currency_iso_code: string | null
  /** Rate to the base currency (currency_configuration.currency_exchange_rate). */
  currency_exchange_rate: string | null
  /** Base currency, ISO 4217 (currency_configuration.base_currency_iso_code). */
  base_currency_iso_code: string | null
  /** The lines, by position. */
  lines: ChangeOrderLine[]
}

/** One line of a change order. What an answer of Procore did not show is null, never guessed. */
export type ChangeOrderLine = {
  /** Procore's id of the line (id). */
  id: string
  /** Line of the commitment that it became (commitment_line_item_id). */
  commitment_line_id: string | null
  /** Order of the line (position). */
  position: number | null
  /** Id of the budget code (wbs_code.id). */
  wbs_code_id: string | null
  /** The budget code: sub job, cost code and cost type joined (wbs_code.flat_code). */
  wbs_code: string | null
  /** Id of the cost code (cost_code.id). */
  cost_code_id: string | null
  /** The cost code with its parents' codes; it cannot be split on a separator (cost_code.full_code). */
  cost_code: string | null
  /** Name of the cost code (cost_code.name). */
  cost_code_name: string | null
  /** External id of the cost code: ours, if we made it (cost_code.origin_id). */
  cost_code_origin_id: string | null
  /** Id of the cost type (line_item_type.id). */
  line_item_type_id: string | null
  /** The cost type, e.g. L or M (line_item_type.code). */
  line_item_type_code: string | null
  /** Name of the cost type (line_item_type.name). */
  line_item_type_name: string | null
  /** Base type of the cost type as read, e.g. labor or materials (line_item_type.base_type). */
  line_item_type_base_type: string | null
  /** Id of the sub job, from the budget code or the cost code's biller. */
  sub_job_id: string | null
  /** Code of the sub job. */
  sub_job_code: string | null
  /** Quantity, in units of uom (quantity). */
  quantity: string | null
  /** Unit of measure (uom). */
  uom: string | null
  /** Price of one unit (unit_cost). */
  unit_cost: string | null
  /** Amount in the change order's currency; negative where it deducts (amount). */
  amount: string
  /** Id of the tax code (tax_code_id). */
  tax_code_id: string | null
  /** Tax on the amount; null without a tax code. */
  tax_amount: string | null
  /** What changes, free text (description). */
  description: string | null
  /** External id of the line, whoever wrote it (origin_id). */
  origin_id: string | null
}

/** A direct cost of a Procore project with its lines. */
export type DirectCost = {
  /** Where the event comes from and which change it is. */
  header: Header
  /** Procore's id of the direct cost (id). */
  direct_cost_id: string
  /** Name of the project; its id and number stand in the header. */
  project_name: string | null
  /** Kind of cost as read (direct_cost_type). */
  direct_cost_type_raw: string | null
  /** Kind of cost (direct_cost_type); one that Procore added since is unknown. */
  direct_cost_type: 'invoice' | 'expense' | 'payroll' | 'subcontractor_invoice' | 'unknown'
  /** Approval status as read (status). */
  status_raw: string | null
  /** Approval status (status); one that Procore added since is unknown. */
  status: 'draft' | 'pending' | 'revise_and_resubmit' | 'approved' | 'unknown'
  /** Procore's id of the vendor (vendor_id). */
  vendor_id: string | null
  /** Name of the vendor (vendor_name). */
  vendor_name: string | null
  /** Procore's id of the employee (employee.id). */
  employee_id: string | null
  /** Name of the employee (employee.name). */
  employee_name: string | null
  /** The vendor's invoice number (invoice_number). */
  invoice_number: string | null
  /** Date of the cost: what the accounting date is chosen by (direct_cost_date). */
  direct_cost_date: string | null
  /** Date of the cost as it was when we first read it, if it was approved by then: in the books before us if that is before the cutover. Null if it was not approved then. */
  date_when_first_read_approved: string | null
  /** Day the invoice came in (received_date). */
  received_date: string | null
  /** Day it was paid (payment_date). */
  payment_date: string | null
  /** Payment terms, free text (terms). */
  terms: string | null
  /** What was bought, free text (description). */
  description: string | null
  /** Total in the cost's currency; whether it holds tax is a setting (grand_total). */
  grand_total: string | null
  /** Sum of the lines' tax amounts. */
  tax_total: string | null
  /** Currency of the amounts, ISO 4217; null means the project's (currency_configuration.currency_iso_code). */
  currency_iso_code: string | null
  /** Rate to the base currency (currency_configuration.currency_exchange_rate). */
  currency_exchange_rate: string | null
  /** Base currency, ISO 4217 (currency_configuration.base_currency_iso_code). */
  base_currency_iso_code: string | null
  /** The lines, by position. */
  lines: DirectCostLine[]
}

/** One line of a direct cost. What an answer of Procore did not show is null, never guessed. */
export type DirectCostLine = {
  /** Procore's id of the line (id). */
  id: string
  /** Order of the line in the cost (position). */
  position: number | null
  /** Id of the budget code (wbs_code.id). */
  wbs_code_id: string | null
  /** The budget code: sub job, cost code and cost type joined (wbs_code.flat_code). */
  wbs_code: string | null
  /** What the budget code stands for (wbs_code.description). */
  wbs_code_description: string | null
  /** Id of the cost code (cost_code.id). */
  cost_code_id: string | null
  /** The cost code with its parents' codes; it cannot be split on a separator (cost_code.full_code). */
  cost_code: string | null
  /** Name of the cost code (cost_code.name). */
  cost_code_name: string | null
  /** External id of the cost code: ours, if we made it (cost_code.origin_id). */
  cost_code_origin_id: string | null
  /** Id of the cost type (line_item_type.id). */
  line_item_type_id: string | null
  /** The cost type, e.g. L or M (line_item_type.code). */
  line_item_type_code: string | null
  /** Name of the cost type (line_item_type.name). */
  line_item_type_name: string | null
  /** Base type of the cost type as read, e.g. labor or materials (line_item_type.base_type). */
  line_item_type_base_type: string | null
  /** Id of the sub job, from the budget code or the cost code's biller. */
  sub_job_id: string | null
  /** Code of the sub job. */
  sub_job_code: string | null
  /** Quantity, in units of uom (quantity). */
  quantity: string | null
  /** Unit of measure (uom). */
  uom: string | null
  /** Price of one unit in the cost's currency (unit_cost). */
  unit_cost: string | null
  /** Amount in the cost's currency; negative for a credit (amount). */
  amount: string
  /** The amount as extended by Procore (extended_amount). */
  extended_amount: string | null
  /** The line's total; Procore does not say whether it holds tax (total_amount). */
  total_amount: string | null
  /** How the amount was made, as read: manual or calculated (extended_type). */
  extended_type: string | null
  /** Id of the tax code (tax_code_id). */
  tax_code_id: string | null
  /** The tax code (code of that tax code). */
  tax_code: string | null
  /** The tax code's rate as Procore shows it; its unit is not documented (rate1). */
  tax_rate: string | null
  /** Tax on the amount by that rate, rounded per line; null without a tax code. */
  tax_amount: string | null
  /** What the line is for, free text (description). */
  description: string | null
  /** External id of the line, whoever wrote it (origin_id). */
  origin_id: string | null
}

/** A general ledger account, the row in force on the day of reading (GL_ACCOUNT_TBL). */
export type GlAccount = {
  /** Where the event comes from and which change it is. */
  header: Header
  /** Set that the account belongs to (SETID). */
  setid: string
  /** The account (ACCOUNT). */
  account: string
  /** Day since which the row is in force (EFFDT). */
  effdt: string | null
  /** Status of that row as read (EFF_STATUS). */
  eff_status_raw: string | null
  /** Status: A active, I inactive, judged after the row was chosen (EFF_STATUS). */
  status: 'active' | 'inactive' | 'unknown'
  /** Day of the next future row, on which this record changes by itself (EFFDT). */
  next_effdt: string | null
  /** Description (DESCR). */
  description: string
  /** Short description (DESCRSHORT). */
  short_description: string | null
  /** Type as read; its values are the site's own, in ACCT_TYPE_TBL (ACCOUNT_TYPE). */
  account_type_raw: string | null
  /** Type: E expense, R revenue, A asset, L liability, Q equity; a further type of the site is unknown (ACCOUNT_TYPE). */
  account_type: 'asset' | 'liability' | 'equity' | 'revenue' | 'expense' | 'unknown'
  /** Unit of measure of a statistical account (UNIT_OF_MEASURE). */
  unit_of_measure: string | null
  /** Whether it is an open-item account; null where not read (OPEN_ITEM). */
  open_item: boolean | null
  /** Whether it holds quantities, not money; null where not read. */
  statistical: boolean | null
  /** Whether it serves budgets only; null where not read (BUDGETARY_ONLY). */
  budgetary_only: boolean | null
  /** Whether its balance is carried into the next year; null where not read (BALANCE_FWD_SW). */
  balance_forward: boolean | null
  /** Currency, ISO 4217 (CURRENCY_CD). */
  currency_code: string | null
}

/** A Procore webhook as it arrived, stored before it was answered. */
export type Notification = {
  /** Id of the connection whose secret it bore. */
  connection: string
  /** When it arrived. */
  received_at: string
  /** Payload version as the body tells it, e.g. v2.0, v3.0, v4.0; null where it cannot be told. */
  payload_version: string | null
  /** HTTP headers of interest by lower-case name; never Authorization. */
  headers: Record<string, string>
  /** The body, byte for byte. */
  body: Buffer
}

/** A purchase order or subcontract of one project: a PeopleSoft order that spans projects is one record in each, sharing po_ref. */
export type PurchaseOrder = {
  /** Where the event comes from and which change it is. */
  header: Header
  /** PeopleSoft business unit of the order (PO_HDR.BUSINESS_UNIT); null for one born in Procore. */
  business_unit: string | null
  /** PeopleSoft's number (PO_HDR.PO_ID); null for one born in Procore. */
  po_id: string | null
  /** What the parts of one order share: business unit and number of a PeopleSoft order; null for one born in Procore. */
  po_ref: string | null
  /** Procore's id (id); null for one born in PeopleSoft. */
  commitment_id: string | null
  /** Number that people call it by (PO_HDR.PO_ID, or number in Procore). */
  number: string | null
  /** Title (title); PeopleSoft has none. */
  title: string | null
  /** Free text (description). */
  description: string | null
  /** Reference to another system, free text (PO_HDR.PO_REF, or origin_code in Procore). */
  foreign_reference: string | null
  /** Purchase order or subcontract; of a PeopleSoft order what the settings say. */
  kind: 'purchase_order' | 'subcontract' | 'unknown'
  /** Type as read (PO_HDR.PO_TYPE). */
  po_type: string | null
  /** Origin code as read (PO_HDR.ORIGIN). */
  po_origin: string | null
  /** Status as read (PO_HDR.PO_STATUS, or status in Procore). */
  status_raw: string | null
  /** Status that both systems' words lead to (docs/purchase-orders.md); one that is new to us is unknown. */
  status: 'draft' | 'pending' | 'approved' | 'dispatched' | 'complete' | 'cancelled' | 'pending_cancel' | 'denied' | 'unknown'
  /** Number of change orders of the order in PeopleSoft (PO_HDR.CHNG_ORD_BATCH). */
  change_batch: number | null
  /** Signed by both (executed). */
  executed: boolean | null
  /** SetID of the supplier (PO_HDR.VENDOR_SETID). */
  vendor_setid: string | null
  /** The supplier in the system of origin (PO_HDR.VENDOR_ID, or vendor.id in Procore). */
  vendor_id: string | null
  /** Name of the vendor, where it is shown (vendor.company). */
  vendor_name: string | null
  /** Location of the supplier (PO_HDR.VNDR_LOC). */
  vendor_location: string | null
  /** Address of the supplier (PO_HDR.ADDRESS_SEQ_NUM). */
  vendor_address_sequence: number | null
  /** Buyer (PO_HDR.BUYER_ID). */
  buyer_id: string | null
  /** Payment terms (PO_HDR.PYMNT_TERMS_CD, or payment_terms in Procore, free text). */
  payment_terms: string | null
  /** Date of the order (PO_HDR.PO_DT). */
  po_date: string | null
  /** Accounting date (PO_HDR.ACCOUNTING_DT). */
  accounting_date: string | null
  /** Day of approval (PO_HDR.APPROVAL_DT, or approval_letter_date in Procore). */
  approval_date: string | null
  /** Date of the contract (contract_date). */
  contract_date: string | null
  /** Date of delivery (delivery_date). */
  delivery_date: string | null
  /** Who approved it (PO_HDR.OPRID_APPROVED_BY). */
  approved_by: string | null
  /** Currency of the amounts, ISO 4217; null means the project's (PO_HDR.CURRENCY_CD, or currency_configuration.currency_iso_code). */
  currency_iso_code: string | null
  /** Base currency, ISO 4217 (PO_HDR.CURRENCY_CD_BASE, or currency_configuration.base_currency_iso_code). */
  base_currency_iso_code: string | null
  /** Kind of exchange rate (PO_HDR.RT_TYPE). */
  rate_type: string | null
  /** Date of the exchange rate (PO_HDR.RATE_DATE). */
  rate_date: string | null
  /** Rate to the base currency is multiplier by divisor (PO_HDR.RATE_MULT, or currency_configuration.currency_exchange_rate). */
  rate_multiplier: string | null
  /** Divisor of the rate (PO_HDR.RATE_DIV). */
  rate_divisor: string | null
  /** Retainage in percent, 10 for ten (retainage_percent). */
  retainage_percent: string | null
  /** By amount or by unit, as read (accounting_method). */
  accounting_method: string | null
  /** On hold in PeopleSoft (PO_HDR.HOLD_STATUS). */
  hold_status: string | null
  /** Receipt status in PeopleSoft (PO_HDR.RECV_STATUS). */
  receipt_status: string | null
  /** Match status in PeopleSoft (PO_HDR.MATCH_STATUS_PO). */
  match_status: string | null
  /** Budget check in PeopleSoft (PO_HDR.BUDGET_HDR_STATUS). */
  budget_status: string | null
  /** Sum of the lines' amounts, in the order's currency. */
  total: string | null
  /** Distributions of the same PeopleSoft order that name another project or none: not in this record. */
  lines_elsewhere: number | null
  /** The lines: one for each line, schedule and distribution of PeopleSoft, or schedule-of-values line of Procore. */
  lines: PurchaseOrderLine[]
}

/** One line of a purchase order or subcontract. What a system did not show is null, never guessed. */
export type PurchaseOrderLine = {
  /** The line in its system of origin: line, schedule and distribution number joined by dots, or Procore's id. */
  id: string
  /** PeopleSoft line (PO_LINE.LINE_NBR). */
  line_nbr: number | null
  /** PeopleSoft schedule (PO_LINE_SHIP.SCHED_NBR). */
  sched_nbr: number | null
  /** PeopleSoft distribution (PO_LINE_DISTRIB.DISTRIB_LINE_NUM). */
  distrib_line_num: number | null
  /** Order of the line in the commitment (position). */
  position: number | null
  /** Key of the approved change order that brought the line; null for the original order. */
  change_order_key: string | null
  /** Status of the line in PeopleSoft as read: A, O, H, P, C, D or X (PO_LINE.CANCEL_STATUS, the schedule's where that is cancelled). */
  cancel_status: string | null
  /** Ordered by amount, without a quantity (PO_LINE.AMT_ONLY_FLG). */
  amount_only: boolean | null
  /** Item category (PO_LINE.CATEGORY_ID). */
  category: string | null
  /** Item (PO_LINE.INV_ITEM_ID). */
  item_id: string | null
  /** What is ordered, free text (PO_LINE.DESCR254_MIXED, or description in Procore). */
  description: string | null
  /** Unit of measure of the system of origin (PO_LINE.UNIT_OF_MEASURE, or uom). */
  uom: string | null
  /** Quantity of the distribution, in units of uom (PO_LINE_DISTRIB.QTY_PO, or quantity). */
  quantity: string | null
  /** Price of one unit in the order's currency (PO_LINE_SHIP.PRICE_PO, or unit_cost). */
  unit_cost: string | null
  /** Amount in the order's currency (PO_LINE_DISTRIB.MERCHANDISE_AMT, or amount). */
  amount: string
  /** Amount in the base currency (PO_LINE_DISTRIB.MERCH_AMT_BSE). */
  base_amount: string | null
  /** How Procore made the amount, as read: manual or calculated (extended_type). */
  extended_type: string | null
  /** Tax code (PO_LINE_SHIP.TAX_CD_SUT, or code of tax_code_id). */
  tax_code: string | null
  /** Procore's id of the tax code (tax_code_id). */
  tax_code_id: string | null
  /** Sales tax (PO_LINE_SHIP.SALETX_AMT). */
  tax_amount: string | null
  /** Kind of tax as read, e.g. S sales or U use (PO_LINE_SHIP.SUT_APPLICABILITY). */
  tax_kind: string | null
  /** Freight (PO_LINE_SHIP.FREIGHT_AMT). */
  freight_amount: string | null
  /** Due date (PO_LINE_SHIP.DUE_DT). */
  due_date: string | null
  /** GL business unit (PO_LINE_DISTRIB.BUSINESS_UNIT_GL). */
  business_unit_gl: string | null
  /** Account (PO_LINE_DISTRIB.ACCOUNT). */
  account: string | null
  /** Department (PO_LINE_DISTRIB.DEPTID). */
  deptid: string | null
  /** Operating unit (PO_LINE_DISTRIB.OPERATING_UNIT). */
  operating_unit: string | null
  /** Product (PO_LINE_DISTRIB.PRODUCT). */
  product: string | null
  /** Fund (PO_LINE_DISTRIB.FUND_CODE). */
  fund_code: string | null
  /** Class (PO_LINE_DISTRIB.CLASS_FLD). */
  class_fld: string | null
  /** Program (PO_LINE_DISTRIB.PROGRAM_CODE). */
  program_code: string | null
  /** Budget reference (PO_LINE_DISTRIB.BUDGET_REF). */
  budget_ref: string | null
  /** Affiliate (PO_LINE_DISTRIB.AFFILIATE). */
  affiliate: string | null
  /** Chartfield 1 (PO_LINE_DISTRIB.CHARTFIELD1). */
  chartfield1: string | null
  /** Chartfield 2 (PO_LINE_DISTRIB.CHARTFIELD2). */
  chartfield2: string | null
  /** Chartfield 3 (PO_LINE_DISTRIB.CHARTFIELD3). */
  chartfield3: string | null
  /** Project Costing business unit (PO_LINE_DISTRIB.BUSINESS_UNIT_PC). */
  business_unit_pc: string | null
  /** Project (PO_LINE_DISTRIB.PROJECT_ID). */
  project_id: string | null
  /** Activity (PO_LINE_DISTRIB.ACTIVITY_ID). */
  activity_id: string | null
  /** Analysis type (PO_LINE_DISTRIB.ANALYSIS_TYPE). */
  analysis_type: string | null
  /** Resource type (PO_LINE_DISTRIB.RESOURCE_TYPE). */
  resource_type: string | null
  /** Resource category (PO_LINE_DISTRIB.RESOURCE_CATEGORY). */
  resource_category: string | null
  /** Resource sub-category (PO_LINE_DISTRIB.RESOURCE_SUB_CAT). */
  resource_sub_cat: string | null
  /** Id of the budget code (wbs_code.id). */
  wbs_code_id: string | null
  /** The budget code: sub job, cost code and cost type joined (wbs_code.flat_code). */
  wbs_code: string | null
  /** Id of the cost code (cost_code.id). */
  cost_code_id: string | null
  /** The cost code with its parents' codes; it cannot be split on a separator (cost_code.full_code). */
  cost_code: string | null
  /** Name of the cost code (cost_code.name). */
  cost_code_name: string | null
  /** External id of the cost code: ours, if we made it (cost_code.origin_id). */
  cost_code_origin_id: string | null
  /** Id of the cost type (line_item_type.id). */
  line_item_type_id: string | null
  /** The cost type, e.g. L or M (line_item_type.code). */
  line_item_type_code: string | null
  /** Name of the cost type (line_item_type.name). */
  line_item_type_name: string | null
  /** Base type of the cost type as read, e.g. labor or materials (line_item_type.base_type). */
  line_item_type_base_type: string | null
  /** Id of the sub job, from the budget code or the cost code's biller. */
  sub_job_id: string | null
  /** Code of the sub job. */
  sub_job_code: string | null
  /** Received so far (site's column, see docs/peoplesoft-setup.md). */
  received_quantity: string | null
  /** Received so far, in the order's currency. */
  received_amount: string | null
  /** Vouchered so far (site's column, see docs/peoplesoft-setup.md). */
  vouchered_quantity: string | null
  /** Vouchered so far, in the order's currency. */
  vouchered_amount: string | null
  /** Internal purchase requisition it came from: PeopleSoft's REQ_ID, not a requisition of Procore. */
  req_id: string | null
  /** Line of that internal requisition. */
  req_line_nbr: number | null
  /** External id of the line, whoever wrote it (origin_id). */
  origin_id: string | null
}

/** A subcontractor's invoice on a commitment of Procore, which calls it requisition: never PeopleSoft's purchase requisition (REQ_ID). */
export type Requisition = {
  /** Where the event comes from and which change it is. */
  header: Header
  /** Procore's id (id). */
  requisition_id: string
  /** Number in the sequence of its commitment (number). */
  number: number | null
  /** The subcontractor's invoice number (invoice_number). */
  invoice_number: string | null
  /** Kind of invoice as read (invoice_type). */
  invoice_type: string | null
  /** The commitment that it bills (commitment_id). */
  commitment_id: string | null
  /** Kind of commitment as read (commitment_type). */
  commitment_type: string | null
  /** Name of the commitment (contract_name). */
  contract_name: string | null
  /** Key of the purchase order that the commitment is; it may not have come yet. */
  purchase_order_key: string | null
  /** The requisition before it (previous_requisition_id). */
  previous_requisition_id: string | null
  /** Procore's id of the vendor (vendor_id). */
  vendor_id: string | null
  /** Name of the vendor (vendor_name). */
  vendor_name: string | null
  /** Status as read (status). */
  status_raw: string | null
  /** Status (status); one that Procore added since is unknown. */
  status: 'draft' | 'under_review' | 'revise_and_resubmit' | 'approved' | 'approved_as_noted' | 'pending_owner_approval' | 'unknown'
  /** State of an ERP export as read (erp_status). */
  erp_status: string | null
  /** The last one of its commitment (final). */
  final: boolean | null
  /** Part that is complete as read, e.g. 96.36% (percent_complete). */
  percent_complete: string | null
  /** Billing period (period_id). */
  period_id: string | null
  /** Start of the billing period (billing_periods.start_date). */
  period_start: string | null
  /** End of the billing period (billing_periods.end_date). */
  period_end: string | null
  /** First day billed (requisition_start). */
  requisition_start: string | null
  /** Last day billed (requisition_end). */
  requisition_end: string | null
  /** Date of the invoice (billing_date). */
  billing_date: string | null
  /** Day of submission (submitted_at). */
  submitted_at: string | null
  /** Day of payment (payment_date). */
  payment_date: string | null
  /** Due date (due_date of the billing period, where the invoice has none). */
  due_date: string | null
  /** Currency of the amounts, ISO 4217; null means the project's (currency_configuration.currency_iso_code). */
  currency_iso_code: string | null
  /** Rate to the base currency (currency_configuration.currency_exchange_rate). */
  currency_exchange_rate: string | null
  /** Base currency, ISO 4217 (currency_configuration.base_currency_iso_code). */
  base_currency_iso_code: string | null
  /** Amount claimed (total_claimed_amount). */
  total_claimed_amount: string | null
  /** Original contract (summary.original_contract_sum). */
  original_contract_sum: string | null
  /** Change orders so far (summary.net_change_by_change_orders). */
  net_change_by_change_orders: string | null
  /** Contract with its changes (summary.contract_sum_to_date). */
  contract_sum_to_date: string | null
  /** Completed and stored so far: a balance (summary.total_completed_and_stored_to_date). */
  total_completed_and_stored_to_date: string | null
  /** Retainage held so far (summary.total_retainage). */
  total_retainage: string | null
  /** Retainage on work, percent (summary.completed_work_retainage_percent). */
  completed_work_retainage_percent: string | null
  /** Retainage on work (summary.completed_work_retainage_amount). */
  completed_work_retainage_amount: string | null
  /** Retainage on stored materials, percent (summary.stored_materials_retainage_percent). */
  stored_materials_retainage_percent: string | null
  /** Retainage on stored materials (summary.stored_materials_retainage_amount). */
  stored_materials_retainage_amount: string | null
  /** Earned less retainage (summary.total_earned_less_retainage). */
  total_earned_less_retainage: string | null
  /** Certified before (summary.less_previous_certificates_for_payment). */
  less_previous_certificates_for_payment: string | null
  /** Due by this invoice (summary.current_payment_due). */
  current_payment_due: string | null
  /** Left of the contract, with retainage (summary.balance_to_finish_including_retainage). */
  balance_to_finish_including_retainage: string | null
  /** Tax of this invoice (summary.tax_applicable_to_this_payment). */
  tax_applicable_to_this_payment: string | null
  /** The items, by position. */
  items: RequisitionItem[]
}

/** One item of a requisition: what was billed on one line of the contract or of a change order. */
export type RequisitionItem = {
  /** Procore's id of the item (id). */
  id: string
  /** Kind of item as read: contract_item, contract_detail_item, change_order_item, whole_change_order_item (item_type). */
  item_type: string | null
  /** The contract's line that it bills (line_item_id). */
  line_item_id: string | null
  /** Key of the change order that the billed line came with; null for the original contract. */
  change_order_key: string | null
  /** Order of the item (position). */
  position: number | null
  /** Id of the cost code (cost_code_id). */
  cost_code_id: string | null
  /** Id of the budget code (wbs_code.id). */
  wbs_code_id: string | null
  /** The budget code (wbs_code.flat_code). */
  wbs_code: string | null
  /** What was done (description_of_work). */
  description: string | null
  /** Unit of measure (uom). */
  uom: string | null
  /** By amount or by unit, as read (accounting_method). */
  accounting_method: string | null
  /** Value of the line in the contract (scheduled_value). */
  scheduled_value: string | null
  /** Quantity of the line in the contract (scheduled_quantity). */
  scheduled_quantity: string | null
  /** Price of one unit (scheduled_unit_price). */
  scheduled_unit_price: string | null
  /** Done before (work_completed_from_previous_application). */
  work_completed_from_previous_application: string | null
  /** Done in this period (work_completed_this_period). */
  work_completed_this_period: string | null
  /** Quantity done in this period (work_completed_this_period_quantity). */
  work_completed_this_period_quantity: string | null
  /** Materials stored now: a balance (materials_presently_stored). */
  materials_presently_stored: string | null
  /** Completed and stored so far: a balance (total_completed_and_stored_to_date). */
  total_completed_and_stored_to_date: string | null
  /** Retainage kept back on work (work_completed_retainage_retained_this_period). */
  work_completed_retainage_retained_this_period: string | null
  /** Retainage on work released (work_completed_retainage_released_this_period). */
  work_completed_retainage_released_this_period: string | null
  /** Retainage on stored materials now held: a balance (materials_stored_retainage_currently_retained). */
  materials_stored_retainage_currently_retained: string | null
  /** Gross amount as Procore shows it (gross_amount). */
  gross_amount: string | null
  /** Net amount as Procore shows it (net_amount). */
  net_amount: string | null
  /** Tax, where it is shown as one amount (taxes). */
  tax_amount: string | null
  /** Decision on the item as read: approved, rejected, no_action (status). */
  status: string | null
}

/** A supplier as PeopleSoft knows it (VENDOR with its address, location and phone rows). No tax id, no bank data. */
export type Vendor = {
  /** Where the event comes from and which change it is. */
  header: Header
  /** Set that the vendor belongs to (SETID). */
  setid: string
  /** Id of the vendor in its set, zero-filled text (VENDOR_ID). */
  vendor_id: string
  /** Short name (VENDOR_NAME_SHORT). */
  vendor_name_short: string | null
  /** Name (NAME1). */
  name1: string
  /** Second line of the name (NAME2). */
  name2: string | null
  /** Status as read (VENDOR_STATUS). */
  status_raw: string | null
  /** Status: A approved, E or U unapproved, D denied, I inactive, X to-be-archived (VENDOR_STATUS). */
  status: 'approved' | 'unapproved' | 'denied' | 'inactive' | 'to-be-archived' | 'unknown'
  /** Class as read (VENDOR_CLASS). */
  class_raw: string | null
  /** Class: R outside-party, E employee, H hcm, A attorney (VENDOR_CLASS). */
  class: 'outside-party' | 'employee' | 'hcm' | 'attorney' | 'unknown'
  /** Persistence as read (VENDOR_PERSISTENCE). */
  persistence_raw: string | null
  /** Persistence: R regular, O one-time, S single-payment; P, of no confirmed name, is unknown (VENDOR_PERSISTENCE). */
  persistence: 'regular' | 'one-time' | 'single-payment' | 'unknown'
  /** Whether it may be ordered from, as read (VNDR_STATUS_PO). */
  po_status_raw: string | null
  /** Whether it may be ordered from; unknown where the code is not one that we know (VNDR_STATUS_PO). */
  po_status: 'open' | 'closed' | 'unknown'
  /** Primary address (PRIM_ADDR_SEQ_NUM). */
  primary_address: VendorAddress | null
  /** Address that orders go to (ADDR_SEQ_NUM_ORDR). */
  ordering_address: VendorAddress | null
  /** Address that payments go to (REMIT_ADDR_SEQ_NUM). */
  remit_address: VendorAddress | null
  /** Default location (DEFAULT_LOC). */
  default_location: string | null
  /** Currency of the default location, ISO 4217 (VENDOR_LOC.CURRENCY_CD). */
  currency_code: string | null
  /** Payment terms of the default location (VENDOR_LOC.PYMNT_TERMS_CD). */
  payment_terms_code: string | null
  /** Whether tax is withheld; null where not read (WTHD_SW). */
  withholding: boolean | null
  /** Set of the corporate vendor (CORPORATE_SETID). */
  corporate_setid: string | null
  /** Corporate vendor that it belongs to (CORPORATE_VENDOR). */
  corporate_vendor_id: string | null
  /** Set of the vendor that is paid (REMIT_SETID). */
  remit_setid: string | null
  /** Vendor that is paid in its place (REMIT_VENDOR). */
  remit_vendor_id: string | null
  /** Its id in an earlier system (OLD_VENDOR_ID). */
  old_vendor_id: string | null
}

/** One address of a vendor, the row in force on the day of reading (VENDOR_ADDR). */
export type VendorAddress = {
  /** Number of the address of this vendor (ADDRESS_SEQ_NUM). */
  sequence: number
  /** Day since which the row is in force (EFFDT). */
  effdt: string | null
  /** Status of that row as read: A or I (EFF_STATUS). */
  eff_status_raw: string | null
  /** What the address is for (VNDR_ADDR_SCROL.DESCR). */
  description: string | null
  /** Name at this address, where it has one of its own (NAME1). */
  name1: string | null
  /** First line (ADDRESS1). */
  address1: string | null
  /** Second line (ADDRESS2). */
  address2: string | null
  /** Third line (ADDRESS3). */
  address3: string | null
  /** Fourth line (ADDRESS4). */
  address4: string | null
  /** City (CITY). */
  city: string | null
  /** County (COUNTY). */
  county: string | null
  /** State (STATE). */
  state: string | null
  /** Postal code (POSTAL). */
  postal: string | null
  /** Country, three letters (COUNTRY). */
  country: string | null
  /** Country code of the business phone (VENDOR_ADDR_PHN.COUNTRY_CODE). */
  phone_country_code: string | null
  /** Number of the business phone (VENDOR_ADDR_PHN.PHONE). */
  phone: string | null
  /** Extension of the business phone (VENDOR_ADDR_PHN.EXTENSION). */
  phone_extension: string | null
  /** E-mail address (EMAILID). */
  email: string | null
}
