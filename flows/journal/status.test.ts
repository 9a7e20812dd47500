import { expect, test } from 'vitest'
import { readStatus, undoneWord } from './status.ts'

test.each([
  ['N', 'No Status - Needs to be Edited', 'unedited'],
  ['V', 'Valid Journal - Edits Complete', 'valid'],
  ['I', 'Posting Incomplete', 'posting'],
  ['P', 'Posted to Ledger(s)', 'posted'],
  ['E', 'Journal Has Errors', 'error'],
  ['T', 'Journal Entry Incomplete', 'error'],
  ['U', 'Journal Has Been Unposted', 'undone'],
  ['D', 'Journal Has Been Deleted', 'undone'],
  ['X', 'Journal Has Been Cancelled', 'undone'],
  ['M', 'SJE Model', 'unknown'],
  ['Z', 'Upgrade', 'unknown'],
])('%s, or "%s", is %s', (code, long, status) => {
  expect([readStatus(code), readStatus(long)]).toEqual([status, status])
})

test('what is undone is told by its own word', () => {
  expect(
    ['D', 'Journal Has Been Deleted', 'X', 'Cancelled', 'U', 'Posted to Ledger(s)'].map(undoneWord),
  ).toEqual(['deleted', 'deleted', 'cancelled', 'cancelled', 'unposted', 'unposted'])
})
