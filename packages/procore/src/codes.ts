import { Refused, type RefusedWhat } from '@plumbline/flow-kit'

/** What this client calls the things that go wrong, and what a person does about each (docs/errors.md). */
export const procoreCodes = {
  'token-refused':
    'Procore gives no token: check client id and secret, and that both are of this environment.',
  'login-refused': 'Procore refuses a fresh token: check that the app is still installed in the company.',
  'rate-budget': 'The rate limit leaves no room but the reserve. Goes on when the limit opens.',
  'rate-limited': 'Procore answered 429. Goes on when the limit opens.',
  'procore-busy': 'Procore answered 503. Tried again.',
  'procore-unreachable': 'Procore cannot be reached: check network and name. Tried again.',
  'procore-forbidden': 'No permission in this company or project: the company admin gives it to the app.',
  'procore-not-visible': 'The project or tool does not show: permit the project, switch the tool on.',
  'procore-not-found': 'The record to be written does not exist, or does not show.',
  'procore-conflict': 'The record was being changed by somebody else. Tried again.',
  'procore-refused': 'Procore refuses the record: mend what it names, then retry.',
  'procore-bulk-refused': 'A bulk call was refused whole, and this item was not tried alone. Tried again.',
} as const

export type ProcoreCode = keyof typeof procoreCodes

/** A refusal under one of our codes. */
export const refuse = (what: RefusedWhat, code: ProcoreCode, why: string, afterMs: number | null = null) =>
  new Refused(what, code, why, afterMs)
