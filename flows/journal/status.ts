/** What a journal's status comes to for us (JRNL_HDR_STATUS, peoplesoft.md §5.5). */
export type JournalStatus = 'unedited' | 'valid' | 'posting' | 'posted' | 'error' | 'undone' | 'unknown'

const CODES: Readonly<Record<string, JournalStatus>> = {
  N: 'unedited',
  V: 'valid',
  I: 'posting',
  P: 'posted',
  E: 'error',
  T: 'error',
  U: 'undone',
  D: 'undone',
  X: 'undone',
}

/** A site may show long names: told by the words that theirs have, the more telling ones first. */
const WORDS: readonly [RegExp, JournalStatus][] = [
  [/unposted|deleted|cancell?ed/i, 'undone'],
  [/errors?|entry incomplete|incomplete entry/i, 'error'],
  [/incomplete/i, 'posting'],
  [/valid/i, 'valid'],
  [/posted/i, 'posted'],
  [/edit/i, 'unedited'],
]

/** Reads a status, code or long name. */
export function readStatus(shown: string): JournalStatus {
  return CODES[shown] ?? WORDS.find(([word]) => word.test(shown))?.[1] ?? 'unknown'
}

/** How a journal was undone, in a word for a person. */
export function undoneWord(shown: string): string {
  if (shown === 'D' || /deleted/i.test(shown)) return 'deleted'
  if (shown === 'X' || /cancell?ed/i.test(shown)) return 'cancelled'
  return 'unposted'
}
