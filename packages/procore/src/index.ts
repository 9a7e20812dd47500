export { type BillingPeriod, listBillingPeriods } from './billing-periods.ts'
export type { Urgency, WindowView } from './budget.ts'
export {
  type ChangeOrderPackage,
  type ChangeOrderPackageFields,
  type ChangeOrderPackagesAsked,
  type ChangeOrderStatus,
  createChangeOrderPackage,
  listChangeOrderPackages,
  listChangeOrderStatuses,
  showChangeOrderPackage,
  updateChangeOrderPackage,
} from './change-orders.ts'
export { createProcore, type Procore, type ProcorePorts, type Reading } from './client.ts'
export type { CodedLine, LineCostCode, LineWbsCode } from './coded-lines.ts'
export { type ProcoreCode, procoreCodes } from './codes.ts'
export {
  type CommitmentChangeOrder,
  type CommitmentChangeOrderLine,
  type CommitmentChangeOrdersAsked,
  listCommitmentChangeOrderLines,
  listCommitmentChangeOrders,
} from './commitment-change-orders.ts'
export {
  type CommitmentLine,
  type CommitmentLineUpdate,
  deleteCommitmentLine,
  listCommitmentLines,
  syncCommitmentLines,
} from './commitment-lines.ts'
export {
  type Commitment,
  type CommitmentKind,
  type CommitmentsAsked,
  type CommitmentUpdate,
  deleteCommitment,
  listCommitments,
  showCommitment,
  syncCommitments,
  updateCommitment,
} from './commitments.ts'
export { type Company, listCompanies, type Me, showMe } from './company.ts'
export {
  type CostCode,
  type CostCodeUpdate,
  listCostCodes,
  listStandardCostCodeLists,
  listStandardCostCodes,
  type StandardCostCode,
  type StandardCostCodeList,
  type StandardCostCodeUpdate,
  syncCostCodes,
  syncStandardCostCodes,
} from './cost-codes.ts'
export {
  type DirectCost,
  type DirectCostLine,
  type DirectCostLinesAsked,
  type DirectCostsAsked,
  listDirectCostLines,
  listDirectCosts,
  showDirectCost,
  syncDirectCostOrigins,
} from './direct-costs.ts'
export { ProcoreError, type ProcoreFault } from './faults.ts'
export {
  type LineItemType,
  type LineItemTypeUpdate,
  listLineItemTypes,
  syncLineItemTypes,
} from './line-item-types.ts'
export { type ProcoreNotice, readNotices } from './notices.ts'
export type { Written } from './outcomes.ts'
export { type Finding, pingProcore } from './ping.ts'
export { listProjects, type Project, type ProjectsAsked } from './projects.ts'
export { type Filters, type Query, type Range, readInstant } from './query.ts'
export {
  listRequisitions,
  type Requisition,
  type RequisitionItem,
  type RequisitionSummary,
  type RequisitionsAsked,
  showRequisition,
} from './requisitions.ts'
export { ProcoreSettings } from './settings.ts'
export type { Currency, Named, Origin, Stamps } from './shared.ts'
export { SYNC_LIMIT } from './sync.ts'
export { listTaxCodes, type TaxCode } from './tax-codes.ts'
export { listUnits, type Uom } from './uoms.ts'
export {
  addProjectVendor,
  listInactiveVendors,
  listProjectVendors,
  listVendors,
  showVendor,
  syncVendors,
  type Vendor,
  type VendorsAsked,
  type VendorUpdate,
} from './vendors.ts'
export { listWbsCodes, type SegmentItem, type WbsCode } from './wbs.ts'
export {
  addTriggers,
  createHook,
  deleteHook,
  type Hook,
  type HookOrder,
  type HookPlace,
  type HookResource,
  listHookResources,
  listHooks,
  listTriggers,
  type Trigger,
  updateHook,
} from './webhooks.ts'
