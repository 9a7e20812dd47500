import type { Located } from '@plumbline/flow-kit'
import type { MoreRows, Systems } from './systems.ts'

/** The payload versions of a notice that Procore documents (procore.md §10.2). */
export const payloadVersions = ['v2.0', 'v3.0', 'v4.0'] as const
export type PayloadVersion = (typeof payloadVersions)[number]

/** What the battery has to know of a capture to try it. */
export type CaptureFixture = {
  /** Awkward records, beside those of the skeleton world. */
  rows: MoreRows
  /** Persons' changes of each part of a record, one after another; each names the record that it changes. */
  touches: { what: string; of: string; by(systems: Systems): Promise<void> }[]
  /** An id that the source does not have. */
  unknown: string
  /** A person deletes a record, and whether the source lets that be proved. */
  removal: { of: string; by(systems: Systems): Promise<void>; proved: boolean }
  /** A change of each resource that the capture listens to, and where its notice must point. */
  notices: { resource: string; by(systems: Systems): Promise<void>; to(version: PayloadVersion): Located }[]
}

/* A fixture knows its flow's values and bodies; the battery does not. */
/* eslint-disable @typescript-eslint/no-explicit-any */

/** What the battery has to know of an apply whose target is made equal. */
export type StateFixture = {
  rows: MoreRows
  /** The same record with a change of something that the source owns; left out where what is written is not the record's. */
  changed?(value: any): any
  /** It makes no records: it changes some that are there. */
  updates?: true
  /** A body as the target refuses it. */
  refused(body: any): any
  /** A text that stands in this body and in no other, as it is sent. */
  textOf(body: any): string
  /** Name of the target's table of these records, where a write makes parts of theirs in others, too. */
  collection?: string
  /** The record as the target shows it alone, where its list shows less (`listed`). */
  show?(systems: Systems, scope: string, targetId: string, listed: any): Promise<unknown>
}

/** What the battery has to know of an apply that links its records and writes nothing. */
export type LinkFixture = {
  rows: MoreRows
  /** Whether all of the record has found its place, by what is kept of it. */
  isWhole(value: any, seen: any): boolean
}

/** What the battery has to know of an apply that posts. */
export type PostingFixture = {
  rows: MoreRows
  /** The form of the ids that the target takes. */
  idForm: RegExp
  /** The same record with another amount. */
  changed(value: any): any
  /** Amounts of a body, each with the account it goes to and the book in which they must come to zero. */
  lines(body: any): { book: string; account: string; amount: string }[]
  /** How long the target takes, in its own time, until a posting without faults is final. */
  finalAfterMs: number
  /** Makes the target find a fault in a posting like this, and how it must be told. */
  spoil(systems: Systems, body: any): Promise<void>
  fault: RegExp
  /** Persons' ways to undo a posting of this body: before it is final and after. */
  undoes: { what: string; when: 'open' | 'final'; by(systems: Systems, body: any): Promise<void> }[]
  /** A person changes the lines there and posts. */
  edit(systems: Systems, body: any): Promise<void>
}
/* eslint-enable @typescript-eslint/no-explicit-any */
