import type { Listed } from './random-checks.ts'
import type { TestSystem } from './system.ts'

/** Codes by which a record may be left, or wait for a person, after random changes; by the state in which it is listed. */
const expected: Record<string, string[]> = {
  skipped: [
    ...['not-approved', 'deleted-unposted', 'order-not-approved', 'order-never-sent', 'vendor-inactive'],
    ...[
      'account-out-of-scope',
      'account-inactive',
      'order-not-numbered',
      'order-number-hidden',
      'order-not-carried',
    ],
  ],
  parked: [
    ...['commitment-approved', 'order-in-use', 'order-not-in-peoplesoft', 'order-line-unknown', 'no-lines'],
    ...['claimed-by-another', 'commitment-unknown', 'not-active'],
  ],
  held: ['conflict', 'order-gone', 'order-cancelled-there', 'no-lines', 'journal-in-error'],
  dead: ['purchase-order-refused', 'procore-refused'],
  baseline: [],
}

/** What is listed with another reason, or in another state: never in doubt, and nothing dead that is not known. */
export async function unexplained(_system: TestSystem, listed: Listed[]): Promise<Listed[]> {
  return listed.filter(({ state, code }) => !expected[state]?.includes(code ?? ''))
}
