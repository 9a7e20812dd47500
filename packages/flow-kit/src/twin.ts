import type { Canonical, Draft, Link } from './entity.ts'

/**
 * For a capture that reads a system which an apply of the same entity writes (DESIGN C9, C10, A9): how to tell the copies
 * that we wrote from the records that were born there. All of it is pure.
 */
export type Twin<T extends Canonical, Raw, S> = {
  /** The apply that writes there: its links say which records are ours, its `owned` what counts of them. */
  apply: {
    name: string
    // Its `Seen` is its own business; `seen` gives it.
    // eslint-disable-next-line @typescript-eslint/no-explicit-any
    owned(x: { seen: any }, own: Link<any> | null): unknown
  }
  /** The scope of that apply in which the record lies. */
  scope(raw: Raw): string
  /** Its id as that apply's links spell it; the capture's `nativeId` unless declared. */
  id?(raw: Raw): string
  /** The record as that apply sees it. */
  seen(raw: Raw, settings: S): unknown
  /** The key in the marker that we write, e.g. an origin id; counts only where the link agrees: copies copy it. */
  marker?(raw: Raw): string | null
  /**
   * What becomes of a change that a person made to our copy: the origin's content is asserted again, or it waits for a
   * person (DESIGN A9).
   */
  conflict(settings: S): 'origin-wins' | 'hold'
  /**
   * A text that two records share which may be one, e.g. a number; null where the record has none. Both captures of the
   * entity declare it.
   */
  alike?(draft: Draft<T>): string | null
  /**
   * Whether a record that was never minted is one that the other capture knows. Declared by the side that is read
   * second: it waits until `others` have been read whole once.
   */
  same?(mine: Draft<T>, other: Draft<T>): 'certain' | 'maybe' | 'no'
  /** What is to be read whole before `same` is asked, by capture and scope; all cursors that there are, unless declared. */
  others?(settings: S): { capture: string; scope: string }[]
}
