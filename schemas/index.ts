/**
 * The published contract: what stands in the topics. `*.avsc` are written by hand; `types.generated.ts`, `history/` and
 * `docs/events.md` are made from them by `generate.ts`.
 * Rules, for history is replayed (FULL_TRANSITIVE): every field but key, revision and operation has a default; nothing is
 * ever renamed or removed; statuses and types are strings, whose known values stand in `values`.
 */
export { type AvroField, type AvroRecord, type AvroType } from './avro.ts'
export { publishedSchemas, schemaNames, schemaOf } from './catalogue.ts'
export type * from './types.generated.ts'
