/** The two systems that are kept in agreement. */
export type System = 'peoplesoft' | 'procore'

/**
 * What every event says about where it comes from (BUSINESS.md, the **all** row). Engine-owned fields first; a capture
 * fills the rest. Instants are ISO 8601 UTC; the vendors' own text stands beside them, since it may have no zone.
 */
export type Header = EngineHeader & SourceHeader

/** Set by the engine when it mints a revision. */
export type EngineHeader = {
  /** The entity key: one record, one key, for ever. */
  key: string
  /** 1, 2, 3 … for each change of the key. */
  revision: number
  operation: Operation
  /** When the source showed that the record is gone; null for a record that exists. */
  deleted_at: string | null
  /** How that was proved, e.g. `deleted_at at source` or `404 while project and tool answer`. */
  deletion_proof: string | null
  captured_at: string
  captured_by: CapturedBy
}

/** Set by the capture from what it read. */
export type SourceHeader = {
  origin_system: System
  company_id: string | null
  project_id: string | null
  project_number: string | null
  source_created_raw: string | null
  source_created_at: string | null
  source_updated_raw: string | null
  source_updated_at: string | null
  actor_id: string | null
  foreign_origin_id: string | null
  first_approved_at: string | null
  extras: Record<string, string>
}

export type Operation = 'put' | 'delete'
export type CapturedBy = 'poll' | 'webhook' | 'sweep' | 'compare'

/** A canonical record as it stands in the topic: its Avro value, `header` first. Decimals are texts such as `12.5`. */
export type Canonical = { header: Header }

/** A canonical record before the engine has minted its revision. */
export type Draft<T extends Canonical> = Omit<T, 'header'> & { header: SourceHeader }

/** One kind of record: its name, its schema and, for reconciling, what it adds up to. */
export type Entity<T extends Canonical> = {
  /** Kebab-case; the topic is `<prefix>.<name>.v1`. */
  name: string
  /** Full name of its Avro record in `schemas/`. */
  schema: string
  /** Decimal sums by a grouping text, e.g. project and account. */
  totals?(value: T): { by: string; amount: string }[]
}

/** A record elsewhere: by its entity key, or by the id it has in the system of `at`. */
export type Ref = {
  entity: string
  /** Name of the apply or capture whose link is meant. */
  at: string
  scope: string
} & ({ key: string } | { nativeId: string })

/** What belongs together: an entity key and the id it has in one system. */
export type Link<Seen> = {
  key: string
  nativeId: string
  /** Made by our write, taken over by a match, or known since it was born there. */
  by: 'us' | 'adopted' | 'origin'
  /** What that system last answered to our write, or last showed; null before the first. */
  seen: Seen | null
}

/** A stable code (docs/errors.md) and the sentence for the person who must act. */
export type Why = { code: string; why: string }
