export { demoToday } from './demo/calendar.ts'
export { differences, type ExpectedGroup, expectedExceptions, type Listed } from './demo/expected.ts'
export { demoPeoplesoft } from './demo/peoplesoft.ts'
export { demoProcore } from './demo/procore.ts'
export { type Random, randomOf } from './demo/random.ts'
export { type Site, sites, standbySite, units } from './demo/sites.ts'
export {
  type PeoplesoftRecord,
  type PeoplesoftRow,
  type PeoplesoftRows,
  peoplesoftRecords,
} from './peoplesoft-rows.ts'
export type * from './procore-commitment-rows.ts'
export type * from './procore-rows.ts'
export { integrationSecurity, monthlyCalendar, skeletonPeoplesoft } from './skeleton-peoplesoft.ts'
export { skeletonProcore } from './skeleton-procore.ts'
