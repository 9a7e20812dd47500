import type { ProcoreCommitmentLine } from '../procore-commitment-rows.ts'
import type { ProcoreRows } from '../procore-rows.ts'
import type { Calendar } from './calendar.ts'
import { demoChangeOrders, demoRequisitions } from './commitment-changes.ts'
import { demoCommitments } from './commitments.ts'
import type { Line } from './cost-lines.ts'
import { idOf } from './cost-structure.ts'

/** Commitments with their lines, change orders and requisitions, as rows. */
export function commitmentRows(calendar: Calendar): ProcoreRows {
  const commitments = demoCommitments(calendar)
  const changes = demoChangeOrders(calendar)
  const requisitions = demoRequisitions(calendar)
  return {
    commitments: commitments.map(({ id, site, type, number, title, status, vendorId, ...one }) => ({
      ...{ id, project_id: site.procoreId, type, number, title, status, vendor_id: vendorId },
      ...(one.awkward === 'foreign-origin' && { origin_id: `sage300:${number}` }),
      executed: status === 'Approved',
      retainage_percent: type === 'WorkOrderContract' ? '10.0' : null,
      contract_date: one.date,
      created_at: one.updatedAt,
      updated_at: one.updatedAt,
    })),
    commitment_line_items: commitments.flatMap(({ id, site, lines, updatedAt }) =>
      lines.map(
        (line, at): ProcoreCommitmentLine => ({
          id: lineId(id, at),
          commitment_id: id,
          ...codedLine(site.procoreId, line, at, updatedAt),
        }),
      ),
    ),
    change_order_packages: changes.map(({ id, of, type, status, title, reviewed, updatedAt }) => ({
      ...{ id, project_id: of.site.procoreId, contract_id: of.id, type, status, title },
      reviewed_at: reviewed && `${reviewed}T17:00:00Z`,
      created_at: updatedAt,
      updated_at: updatedAt,
    })),
    change_order_line_items: changes.flatMap(({ id, of, lines, updatedAt }) =>
      lines.map((line, at) => ({
        id: lineId(id, at),
        change_order_package_id: id,
        ...codedLine(of.site.procoreId, line, at, updatedAt),
      })),
    ),
    requisitions: requisitions.map(({ id, of, number, invoice, status, date, updatedAt }) => ({
      ...{ id, project_id: of.site.procoreId, commitment_id: of.id, number, invoice_number: invoice, status },
      ...{ billing_date: date, requisition_start: date, requisition_end: date, submitted_at: date },
      created_at: updatedAt,
      updated_at: updatedAt,
    })),
    requisition_items: requisitions.flatMap(({ id, of, items }) =>
      items.map(({ line, completed, retained, released }, at) => ({
        id: lineId(id, at),
        requisition_id: id,
        line_item_id: lineId(of.id, line),
        work_completed_this_period: completed,
        work_completed_retainage_retained_this_period: retained,
        work_completed_retainage_released_this_period: released,
      })),
    ),
  }
}

const lineId = (id: number, at: number) => id * 100 + at + 1

function codedLine(
  site: number,
  { code, type, description, amount, calculated }: Line,
  at: number,
  updated: string,
) {
  return {
    cost_code_id: idOf.costCode(site, code),
    line_item_type_id: type && idOf.type(type),
    position: at + 1,
    description,
    ...(amount !== undefined && { amount, extended_type: 'manual' as const }),
    ...(calculated && {
      quantity: calculated.quantity,
      unit_cost: calculated.unitCost,
      uom: calculated.uom,
      extended_type: 'calculated' as const,
    }),
    created_at: updated,
    updated_at: updated,
  }
}
