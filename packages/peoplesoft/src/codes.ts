import { Refused, type RefusedWhat } from '@plumbline/flow-kit'

/** What this client calls the things that go wrong, and what a person does about each (docs/errors.md). */
export const peoplesoftCodes = {
  'token-refused': 'The authorization server gives no OAuth2 token: check client id, secret and scope.',
  'login-refused':
    'PeopleSoft refuses the login: check user id and password, and that the account is not locked.',
  'login-stopped': 'Two refused logins in a row: nothing is tried until the credentials are applied again.',
  'login-page': 'A proxy answers with a page or a redirect: let the gateway be called without its login.',
  'operation-not-found': 'No such operation under this base URL and node: check node, alias and version.',
  'operation-not-permitted':
    'The integration user may not call the operation: add it to its permission list.',
  'operation-refused': 'The Integration Broker turns the operation down: check that all of it is active.',
  'peoplesoft-unreachable':
    'The gateway cannot be reached: check network, name and certificate. Tried again.',
  'peoplesoft-busy': 'The gateway asks for a pause. Tried again.',
  'journal-refused': 'The journal operation refuses the journal: mend what it names, then retry.',
  'purchase-order-refused': 'PeopleSoft refuses the purchase order: mend what it names, then retry.',
} as const

export type PeopleSoftCode = keyof typeof peoplesoftCodes

/** A refusal under one of our codes. */
export const refuse = (what: RefusedWhat, code: PeopleSoftCode, why: string) => new Refused(what, code, why)
