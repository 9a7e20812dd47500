import type {
  ProcoreBillingPeriod,
  ProcoreChangeOrderLine,
  ProcoreChangeOrderPackage,
  ProcoreChangeOrderReason,
  ProcoreChangeOrderStatus,
  ProcoreCodedLine,
  ProcoreCommitment,
  ProcoreCommitmentLine,
  ProcoreRequisition,
  ProcoreRequisitionItem,
} from './procore-commitment-rows.ts'

/** A Procore id: a JSON number, or its digits as text where it exceeds 2^53. */
export type Id = number | string

/** A decimal as text, e.g. `'1234.56'`. */
export type Decimal = string

/** Fields that most Procore records have; times are `YYYY-MM-DDTHH:MM:SSZ` (procore.md §2.7), by default the seeding time. */
export type Stamped = { created_at?: string; updated_at?: string }
/** The other system's key (procore.md §3.1). */
export type Foreign = { origin_id?: string | null; origin_data?: string | null }

/** A company account. */
export type ProcoreCompany = {
  id: Id
  name: string
  is_active?: boolean
  /** ISO 4217; null as at most companies, which have no multi-currency. */
  currency_iso_code?: string | null
}

/** A person of the company's directory, or the user that Procore makes for a DMSA. */
export type ProcoreUser = { id: Id; company_id: Id; name: string; login: string }

/** A developer managed service account: one pair of credentials, the companies and projects that admins permitted. */
export type ProcoreClient = {
  client_id: string
  client_secret: string
  user_id: Id
  company_ids: Id[]
  project_ids: Id[] | 'all'
}

/** A project (job site) of a company. */
export type ProcoreProject = Stamped &
  Foreign & {
    id: Id
    company_id: Id
    name: string
    project_number?: string | null
    active?: boolean
    address?: string | null
    city?: string | null
    state_code?: string | null
    country_code?: string | null
    zip?: string | null
    county?: string | null
    time_zone?: string | null
    phone?: string | null
    description?: string | null
    start_date?: string | null
    completion_date?: string | null
    total_value?: Decimal | null
    stage?: string | null
    accounting_project_number?: string | null
    origin_code?: string | null
    standard_cost_code_list_id?: Id | null
    /** ERP Integrations tool on: cost codes can be written only by sync (procore.md §5.2). */
    is_erp_integrated?: boolean
    /** Tools switched off in this project: its routes answer as if the project were not visible. */
    tools_off?: ('direct_costs' | 'directory' | 'budget' | 'cost_codes' | 'commitments' | 'change_orders')[]
    /** Of change orders (procore.md §6.4): with 3 there are packages, but no commitment change orders. */
    change_order_tiers?: 1 | 2 | 3
  }

/** A vendor in the company directory (procore.md §4.2). */
export type ProcoreVendor = Stamped &
  Foreign & {
    id: Id
    company_id: Id
    name: string
    abbreviated_name?: string | null
    trade_name?: string | null
    address?: string | null
    city?: string | null
    state_code?: string | null
    country_code?: string | null
    zip?: string | null
    business_phone?: string | null
    mobile_phone?: string | null
    fax_number?: string | null
    email_address?: string | null
    website?: string | null
    is_active?: boolean
    origin_code?: string | null
    notes?: string | null
    labor_union?: string | null
    license_number?: string | null
    authorized_bidder?: boolean
    prequalified?: boolean
    union_member?: boolean
    non_union_prevailing_wage?: boolean
    parent_id?: Id | null
    standard_cost_code_ids?: Id[]
    bidding?: Record<string, boolean>
    business_register?: { id: Id; type: string; identifier: string } | null
    /** Shown in the view `erp` only; a sync merges it key by key. */
    origin_custom_fields?: Record<string, unknown>
  }

/** A company vendor in a project's directory. */
export type ProcoreProjectVendor = { project_id: Id; vendor_id: Id }

/** A list of standard cost codes; projects are made from one. */
export type ProcoreStandardCostCodeList = {
  id: Id
  company_id: Id
  name: string
  is_erp_list?: boolean
  available_to_use_on_new_projects?: boolean
}

/** A cost code of the company's standard list, which projects copy. */
export type ProcoreStandardCostCode = Stamped &
  Foreign & {
    id: Id
    standard_cost_code_list_id: Id
    parent_id?: Id | null
    /** Its own part, without the parent's. */
    code: string
    name: string
  }

/** A cost code of a project, or of one of its sub jobs. */
export type ProcoreCostCode = Stamped &
  Foreign & {
    id: Id
    project_id: Id
    sub_job_id?: Id | null
    parent_id?: Id | null
    /** Its own part, without the parent's. */
    code: string
    name: string
    standard_cost_code_id?: Id | null
    position?: number | null
    deleted_at?: string | null
  }

/** A line item type, which users call cost type. */
export type ProcoreLineItemType = Stamped &
  Foreign & {
    id: Id
    company_id: Id
    name: string
    code: string
    base_type:
      | 'labor'
      | 'equipment'
      | 'materials'
      | 'commitment'
      | 'owner_cost'
      | 'professional_services'
      | 'other'
  }

/** A sub job of a project. */
export type ProcoreSubJob = Stamped & Foreign & { id: Id; project_id: Id; name: string; code: string }

/** A WBS code, which users call budget code: cost code, cost type and sub job in one. */
export type ProcoreWbsCode = Stamped & {
  id: Id
  project_id: Id
  cost_code_id: Id
  line_item_type_id?: Id | null
  sub_job_id?: Id | null
  /** Null: the names of its parts, joined. */
  description?: string | null
  status?: 'active' | 'inactive'
}

/** A tax code of a company. */
export type ProcoreTaxCode = Stamped &
  Foreign & {
    id: Id
    company_id: Id
    code: string
    description?: string | null
    /** In percent, e.g. `'8.25'` (switch `taxRate`). */
    rate1: Decimal
    archived?: boolean
    default_tax_code?: boolean
  }

/** A unit of measure that lines may name. */
export type ProcoreUom = {
  id: Id
  company_id: Id
  name: string
  description?: string | null
  is_standard?: boolean
  uom_category?: { id: Id; name: string } | null
}

/** A budgeted amount on a WBS code. */
export type ProcoreBudgetLineItem = Stamped & {
  id: Id
  project_id: Id
  wbs_code_id: Id
  original_budget_amount?: Decimal
  quantity?: Decimal | null
  unit_cost?: Decimal | null
  uom?: string | null
  calculation_strategy?: 'automatic' | 'manual'
}

/** The header of a direct cost; its total is that of its lines (procore.md §8). */
export type ProcoreDirectCost = Stamped &
  Foreign & {
    id: Id
    project_id: Id
    direct_cost_type: 'invoice' | 'expense' | 'payroll' | 'subcontractor_invoice'
    status?: 'draft' | 'pending' | 'revise_and_resubmit' | 'approved'
    vendor_id?: Id | null
    employee_id?: Id | null
    invoice_number?: string | null
    direct_cost_date?: string | null
    received_date?: string | null
    payment_date?: string | null
    description?: string | null
    terms?: string | null
    currency_iso_code?: string | null
    deleted_at?: string | null
  }

/** A line of a direct cost. */
export type ProcoreDirectCostLine = ProcoreCodedLine & { direct_cost_id: Id }

/** A data set of the Procore sandbox: plain stored fields with foreign ids. A collection left out is empty. */
export type ProcoreRows = {
  companies?: ProcoreCompany[]
  users?: ProcoreUser[]
  clients?: ProcoreClient[]
  projects?: ProcoreProject[]
  vendors?: ProcoreVendor[]
  project_vendors?: ProcoreProjectVendor[]
  standard_cost_code_lists?: ProcoreStandardCostCodeList[]
  standard_cost_codes?: ProcoreStandardCostCode[]
  sub_jobs?: ProcoreSubJob[]
  cost_codes?: ProcoreCostCode[]
  line_item_types?: ProcoreLineItemType[]
  wbs_codes?: ProcoreWbsCode[]
  tax_codes?: ProcoreTaxCode[]
  uoms?: ProcoreUom[]
  budget_line_items?: ProcoreBudgetLineItem[]
  direct_costs?: ProcoreDirectCost[]
  direct_cost_line_items?: ProcoreDirectCostLine[]
  commitments?: ProcoreCommitment[]
  commitment_line_items?: ProcoreCommitmentLine[]
  change_order_statuses?: ProcoreChangeOrderStatus[]
  change_order_reasons?: ProcoreChangeOrderReason[]
  change_order_packages?: ProcoreChangeOrderPackage[]
  change_order_line_items?: ProcoreChangeOrderLine[]
  billing_periods?: ProcoreBillingPeriod[]
  requisitions?: ProcoreRequisition[]
  requisition_items?: ProcoreRequisitionItem[]
  /** Calls allowed in 60 minutes and in 10 seconds; the switches `hourlyLimit` and `spikeLimit`. */
  limits?: { hourly?: number; spike?: number }
}
