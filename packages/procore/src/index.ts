export type { Urgency, WindowView } from './budget.ts'
export { createProcore, type Procore, type ProcorePorts, type Reading } from './client.ts'
export { type ProcoreCode, procoreCodes } from './codes.ts'
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
export { ProcoreSettings } from './settings.ts'
export type { Currency, Named, Origin, Stamps } from './shared.ts'
export { SYNC_LIMIT } from './sync.ts'
export { listTaxCodes, type TaxCode } from './tax-codes.ts'
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
