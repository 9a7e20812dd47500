export { PeopleSoftError } from './answer.ts'
export {
  createPeoplesoft,
  type OperationCall,
  type PeopleSoft,
  type PeopleSoftPorts,
  type Written,
} from './client.ts'
export { type PeopleSoftCode, peoplesoftCodes } from './codes.ts'
export { QueryCut } from './documents.ts'
export {
  getJournals,
  type Journal,
  type JournalBody,
  type JournalError,
  type JournalKeys,
  type JournalLine,
  journalLineFields,
  postJournal,
} from './journals.ts'
export { type Finding, pingPeoplesoft } from './ping.ts'
export type { PromptValues } from './prompts.ts'
export {
  cancelPurchaseOrder,
  changePurchaseOrder,
  createPurchaseOrder,
  type PurchaseOrderKeys,
} from './purchase-order-writes.ts'
export {
  findPurchaseOrdersByRef,
  getPurchaseOrder,
  type PurchaseOrder,
  type PurchaseOrderBody,
  type PurchaseOrderBodyDistribution,
  type PurchaseOrderBodyLine,
  type PurchaseOrderBodySchedule,
  type PurchaseOrderDistribution,
  type PurchaseOrderLine,
  type PurchaseOrderSchedule,
  readPurchaseOrder,
} from './purchase-orders.ts'
export { type QueryName, type QuerySite, queryDefinitions, querySite } from './queries.ts'
export type * from './query-definition.ts'
export { QueryDiffers, type QueryRow } from './rows.ts'
export { type PeopleSoftSecret, PeopleSoftSettings } from './settings.ts'
export { setupGuide } from './setup-guide.ts'
export { createZone, readDateTime, type Zone } from './zone.ts'
