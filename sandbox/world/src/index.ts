export {
  type PeoplesoftRecord,
  type PeoplesoftRow,
  type PeoplesoftRows,
  peoplesoftRecords,
} from './peoplesoft-rows.ts'
export type * from './procore-rows.ts'
export { integrationSecurity, monthlyCalendar, skeletonPeoplesoft } from './skeleton-peoplesoft.ts'
export { skeletonProcore } from './skeleton-procore.ts'
