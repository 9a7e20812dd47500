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
