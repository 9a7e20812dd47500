/** One decision about one record: append-only (DESIGN §6). */
export type Audit = {
  connectionId: string
  entity: string
  key: string
  revision: number | null
  /** Name of the capture or apply that decided, or `operator`. */
  flow: string
  scope: string
  /** Verb in the past: minted, landed, parked, intended, applied, held, released … */
  decision: string
  code: string | null
  why: string | null
  /** Service or person. */
  who: string
  before: unknown
  after: unknown
  traceparent: string | null
  /** `<topic>/<partition>@<offset>` where there is one. */
  position: string | null
}
