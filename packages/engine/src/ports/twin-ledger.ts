import type { LinkRow } from './apply-ledger.ts'
import type { Audit } from './audit.ts'
import type { NewEvent } from './capture-ledger.ts'

/** What is asked about a record of a capture whose system an apply writes too; null parts are not asked. */
export type TwinAsk = {
  scope: string
  /** As the apply's links spell it. */
  nativeId: string
  /** The key that a marker of ours names. */
  marker: string | null
  /** A text that other captures' records may share. */
  alike: string | null
}

/** How the lane that writes a record stands: `unsettled` while a call of ours may be under way or have had its effect. */
export type TwinLane = {
  key: string
  scope: string
  unsettled: boolean
  present: boolean
  /** The id of the record there that is linked to this key. */
  linked: string | null
}

/** A record of the entity's other captures. */
export type OtherRecord = { key: string; content: unknown; deleted: boolean }

/** What is known of a record as a copy; links and the last revisions are locked, so that no settle comes between. */
export type TwinFacts = {
  /** The link that says that it is our copy; `moved`: an answer came since our read began. */
  link: (LinkRow & { scope: string; moved: boolean }) | null
  /** The lane of that link, or, for a copy that is gone, of the key it had. */
  lane: TwinLane | null
  /** What the origin's capture last said of that key. */
  origin: OtherRecord | null
  /** Differences of that key that were answered lately, with when. */
  conflicts: { difference: string; at: Date }[]
  /** The lane of the key that the marker names. */
  marked: TwinLane | null
  /** Records of other captures with the same `alike`, and their lanes. */
  others: (OtherRecord & { lane: TwinLane | null })[]
  /** Since when it waits on the to-read list. */
  waitingSince: Date | null
}

/** A record there that is our copy, and what it shows now. */
export type Copy = {
  apply: string
  scope: string
  nativeId: string
  key: string
  /** Null leaves what was seen last. */
  seen: unknown
}

/** What may be decided about a record as a copy, beside the decisions about any record. */
export type TwinDecision =
  /** Ours, and as we know it: no event. `adopt`: from now on it is ours. `gone`: it is not there any more, as we know. */
  | {
      is: 'echo'
      copy: Copy
      stamp: string | null
      adopt: boolean
      gone: boolean
      audit: Audit | null
    }
  /** Changed there: the origin's content is minted again. `lost`: it is gone, so that its link is, too. */
  | {
      is: 'conflict'
      copy: Copy
      stamp: string | null
      difference: string
      lost: boolean
      encode(revision: number): NewEvent
      audit(revision: number): Audit
    }
  /** Looked at again, at the latest then; a settle of that lane wakes it. */
  | { is: 'waits'; why: string; until: Date; lane: TwinLane | null }
