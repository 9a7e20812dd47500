import type { System } from '@plumbline/flow-kit'
import type { FaultOrder } from '@plumbline/sandbox-kit'

/** The vendors' own paths, beside which there are those of the logins. */
const match = { path: '^/(rest|PSIGW)/' }
const status = (args: object): FaultOrder => ({ name: 'status', match, args: { ...args } })

/** Answers by which a vendor says that it has done nothing. */
export const refusals = (system: System): [string, FaultOrder][] => [
  ['429', system === 'procore' ? { name: 'rate-limit' } : status({ status: 429 })],
  ['503 with Retry-After', status({ status: 503, headers: { 'retry-after': '5' }, body: 'busy' })],
  ['a login that is refused', status({ status: 401 })],
  ['a permission that was taken away', status({ status: 403 })],
]

/** What comes in place of an answer, so that nobody can tell what was done. */
export const silences: [string, FaultOrder][] = [
  ['a login page with status 200', { name: 'html-login', match }],
  ['an answer that breaks off', { name: 'garbage-json', match }],
  ['a bare 500', status({ status: 500 })],
  ['a connection that breaks', { name: 'reset-before-commit', match }],
  ['an empty answer with status 200', status({ status: 200 })],
]

/** The answer of the next write is lost on its way, after all was done. */
export const lostAnswers: FaultOrder[] = ['POST', 'PATCH', 'PUT'].map(method => ({
  name: 'reset-after-commit',
  times: 1,
  match: { ...match, method },
}))
