import type { Store } from '@plumbline/sandbox-kit'
import type * as World from '@plumbline/sandbox-world'
import { type Stored, Table } from './table.ts'

/** Rows as kept; what their fields mean is said at the seed's types. */
export type CodedLine = Stored<World.ProcoreCodedLine>
export type Commitment = Stored<World.ProcoreCommitment>
export type CommitmentLine = Stored<World.ProcoreCommitmentLine>
export type ChangeOrderPackage = Stored<World.ProcoreChangeOrderPackage>
export type ChangeOrderLine = Stored<World.ProcoreChangeOrderLine>
export type Requisition = Stored<World.ProcoreRequisition>
export type RequisitionItem = Stored<World.ProcoreRequisitionItem>

const foreign = { origin_id: null, origin_data: null }
const origin = (row: { origin_id: string | null }) => row.origin_id
const company = (row: { company_id: string }) => row.company_id
const project = (row: { project_id: string }) => row.project_id

/** What a line has where its seed or its creator says nothing; its coding is completed from the rest. */
export const lineDefaults = {
  ...foreign,
  wbs_code_id: '',
  cost_code_id: '',
  line_item_type_id: null,
  position: 0,
  description: null,
  amount: '0',
  quantity: null,
  unit_cost: null,
  uom: null,
  extended_type: 'manual' as const,
  tax_code_id: null,
}

/** Commitments and what hangs on them, under the names of `ProcoreRows`. */
export function openCommitmentTables(store: Store) {
  return {
    commitments: new Table<World.ProcoreCommitment, 'project' | 'origin'>(store, 'commitments', {
      defaults: {
        ...foreign,
        number: '',
        title: null,
        description: null,
        status: 'Draft',
        vendor_id: null,
        executed: false,
        private: false,
        show_line_items_to_non_admins: false,
        requisitions_are_enabled: true,
        retainage_percent: null,
        accounting_method: 'amount',
        origin_code: null,
        contract_date: null,
        execution_date: null,
        issued_on_date: null,
        letter_of_intent_date: null,
        returned_date: null,
        approval_letter_date: null,
        signed_contract_received_date: null,
        delivery_date: null,
        bill_to_address: null,
        ship_to_address: null,
        ship_via: null,
        payment_terms: null,
        assignee_id: null,
        contract_start_date: null,
        contract_estimated_completion_date: null,
        actual_completion_date: null,
        inclusions: null,
        exclusions: null,
        created_by_id: null,
        currency_iso_code: null,
        deleted_at: null,
      },
      indexes: { project, origin },
    }),
    commitment_line_items: new Table<World.ProcoreCommitmentLine, 'commitment' | 'origin' | 'wbs'>(
      store,
      'commitment_line_items',
      {
        defaults: lineDefaults,
        indexes: { commitment: row => row.commitment_id, origin, wbs: row => row.wbs_code_id },
      },
    ),
    change_order_statuses: new Table<World.ProcoreChangeOrderStatus, 'company'>(
      store,
      'change_order_statuses',
      { defaults: { show_in_select: true }, indexes: { company } },
    ),
    change_order_reasons: new Table<World.ProcoreChangeOrderReason, 'company'>(
      store,
      'change_order_reasons',
      { defaults: { show_in_select: true }, indexes: { company } },
    ),
    change_order_packages: new Table<
      World.ProcoreChangeOrderPackage,
      'project' | 'contract' | 'origin' | 'twin'
    >(store, 'change_order_packages', {
      defaults: {
        ...foreign,
        type: 'CommitmentContractChangeOrder',
        number: '',
        revision: 0,
        title: null,
        description: null,
        status: 'draft',
        executed: false,
        due_date: null,
        invoiced_date: null,
        paid_date: null,
        reviewed_at: null,
        signed_change_order_received_date: null,
        schedule_impact_amount: null,
        change_order_change_reason_id: null,
        designated_reviewer_id: null,
        reviewed_by_id: null,
        origin_code: null,
        currency_iso_code: null,
        deleted_at: null,
        commitment_change_order_id: null,
      },
      indexes: {
        project,
        contract: row => row.contract_id,
        origin,
        twin: row => row.commitment_change_order_id,
      },
    }),
    change_order_line_items: new Table<World.ProcoreChangeOrderLine, 'package' | 'origin'>(
      store,
      'change_order_line_items',
      {
        defaults: { ...lineDefaults, commitment_line_item_id: null },
        indexes: { package: row => row.change_order_package_id, origin },
      },
    ),
    billing_periods: new Table<World.ProcoreBillingPeriod, 'project'>(store, 'billing_periods', {
      defaults: { due_date: null, position: 0, status: 'open' },
      indexes: { project },
    }),
    requisitions: new Table<World.ProcoreRequisition, 'project' | 'commitment' | 'origin'>(
      store,
      'requisitions',
      {
        defaults: {
          ...foreign,
          number: 0,
          invoice_number: null,
          period_id: null,
          billing_date: null,
          requisition_start: null,
          requisition_end: null,
          submitted_at: null,
          payment_date: null,
          status: 'draft',
          erp_status: null,
          final: false,
          tax_applicable_to_this_payment: null,
          currency_iso_code: null,
          created_by_id: null,
        },
        indexes: { project, commitment: row => row.commitment_id, origin },
      },
    ),
    requisition_items: new Table<World.ProcoreRequisitionItem, 'requisition'>(store, 'requisition_items', {
      defaults: {
        item_type: 'contract_item',
        work_completed_this_period: '0',
        work_completed_this_period_quantity: null,
        materials_presently_stored: '0',
        work_completed_retainage_retained_this_period: '0',
        work_completed_retainage_released_this_period: '0',
        materials_stored_retainage_currently_retained: '0',
        status: 'no_action',
        taxes: null,
      },
      indexes: { requisition: row => row.requisition_id },
    }),
  }
}
