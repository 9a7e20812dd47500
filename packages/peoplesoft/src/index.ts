export type * from './query-definition.ts'
