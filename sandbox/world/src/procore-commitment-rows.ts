import type { Decimal, Foreign, Id, Stamped } from './procore-rows.ts'

/**
 * A purchase order or subcontract (procore.md §6.1); both kinds share one id space. Its totals are those of its
 * lines, change order packages and requisitions.
 */
export type ProcoreCommitment = Stamped &
  Foreign & {
    id: Id
    project_id: Id
    type: 'PurchaseOrderContract' | 'WorkOrderContract'
    /** Left out: the next of the project's sequence. */
    number?: string
    title?: string | null
    description?: string | null
    /** Of its kind's values; left out: Draft. */
    status?: string
    vendor_id?: Id | null
    executed?: boolean
    private?: boolean
    show_line_items_to_non_admins?: boolean
    requisitions_are_enabled?: boolean
    retainage_percent?: Decimal | null
    accounting_method?: 'amount' | 'unit'
    origin_code?: string | null
    contract_date?: string | null
    execution_date?: string | null
    issued_on_date?: string | null
    letter_of_intent_date?: string | null
    returned_date?: string | null
    approval_letter_date?: string | null
    signed_contract_received_date?: string | null
    /** Purchase orders. */
    delivery_date?: string | null
    bill_to_address?: string | null
    ship_to_address?: string | null
    ship_via?: string | null
    payment_terms?: string | null
    assignee_id?: Id | null
    /** Subcontracts. */
    contract_start_date?: string | null
    contract_estimated_completion_date?: string | null
    actual_completion_date?: string | null
    inclusions?: string | null
    exclusions?: string | null
    created_by_id?: Id | null
    currency_iso_code?: string | null
    deleted_at?: string | null
  }

/** Coded by `wbs_code_id`, or by cost code and cost type, for which the budget code is found or made. */
export type ProcoreCodedLine = Stamped &
  Foreign & {
    id: Id
    wbs_code_id?: Id
    cost_code_id?: Id
    line_item_type_id?: Id | null
    position?: number
    description?: string | null
    amount?: Decimal
    quantity?: Decimal | null
    unit_cost?: Decimal | null
    uom?: string | null
    extended_type?: 'manual' | 'calculated'
    tax_code_id?: Id | null
  }

/** A line of a commitment's schedule of values. */
export type ProcoreCommitmentLine = ProcoreCodedLine & { commitment_id: Id }

/** A change order package (procore.md §6.4); its total is that of its lines. */
export type ProcoreChangeOrderPackage = Stamped &
  Foreign & {
    id: Id
    project_id: Id
    /** A commitment's; of a prime package any number, since prime contracts are not kept. */
    contract_id: Id
    type?: 'PrimeContractChangeOrder' | 'CommitmentContractChangeOrder' | 'ChangeOrderPackage'
    /** Left out: the next of the contract's sequence. */
    number?: string
    revision?: number
    title?: string | null
    description?: string | null
    /** A base status, or the name of one of the company's `change_order_statuses`. */
    status?: string
    executed?: boolean
    due_date?: string | null
    invoiced_date?: string | null
    paid_date?: string | null
    reviewed_at?: string | null
    signed_change_order_received_date?: string | null
    schedule_impact_amount?: number | null
    change_order_change_reason_id?: Id | null
    designated_reviewer_id?: Id | null
    reviewed_by_id?: Id | null
    origin_code?: string | null
    currency_iso_code?: string | null
    deleted_at?: string | null
    /** The id of its other form, the commitment change order; left out: given by the sandbox. */
    commitment_change_order_id?: Id | null
  }

/** A line of a change order package. */
export type ProcoreChangeOrderLine = ProcoreCodedLine & {
  change_order_package_id: Id
  /** The commitment's line that it names. */
  commitment_line_item_id?: Id | null
}

/** A status that a company gave its change orders; none seeded: the base statuses under their own names. */
export type ProcoreChangeOrderStatus = {
  id: Id
  company_id: Id
  name: string
  /** One of Procore's, e.g. `approved`. */
  mapped_to_status: string
  show_in_select?: boolean
}

/** A reason of change that a company's change orders may name. */
export type ProcoreChangeOrderReason = {
  id: Id
  company_id: Id
  change_reason: string
  show_in_select?: boolean
}

/** A billing period of a project (procore.md §7). */
export type ProcoreBillingPeriod = {
  id: Id
  project_id: Id
  start_date: string
  end_date: string
  due_date?: string | null
  position?: number
  status?: 'open' | 'closed'
}

/** A requisition, which users call subcontractor invoice (procore.md §7); its summary follows from its items. */
export type ProcoreRequisition = Stamped &
  Foreign & {
    id: Id
    project_id: Id
    commitment_id: Id
    /** Left out: the next of the commitment. The one before it is the previous one. */
    number?: number
    invoice_number?: string | null
    period_id?: Id | null
    billing_date?: string | null
    requisition_start?: string | null
    requisition_end?: string | null
    submitted_at?: string | null
    payment_date?: string | null
    status?:
      | 'draft'
      | 'under_review'
      | 'revise_and_resubmit'
      | 'approved'
      | 'approved_as_noted'
      | 'pending_owner_approval'
    erp_status?: string | null
    final?: boolean
    /** Null as most; what Procore shows as the summary's tax. */
    tax_applicable_to_this_payment?: Decimal | null
    currency_iso_code?: string | null
    created_by_id?: Id | null
  }

/** One line of a requisition. What it bills before and to date follows from the requisitions before it. */
export type ProcoreRequisitionItem = Stamped & {
  id: Id
  requisition_id: Id
  item_type?: 'contract_item' | 'contract_detail_item' | 'change_order_item' | 'whole_change_order_item'
  /** The commitment's line, or that of a change order package. */
  line_item_id: Id
  work_completed_this_period?: Decimal
  work_completed_this_period_quantity?: Decimal | null
  /** A balance: what lies on site now. */
  materials_presently_stored?: Decimal
  work_completed_retainage_retained_this_period?: Decimal
  work_completed_retainage_released_this_period?: Decimal
  materials_stored_retainage_currently_retained?: Decimal
  status?: 'approved' | 'rejected' | 'no_action'
  taxes?: Decimal | null
}
