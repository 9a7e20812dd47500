import type { Row } from './fields.ts'
import { Refusal } from './refusal.ts'
import type { Site } from './site.ts'
import { verifyToken } from './tokens.ts'

const passwordFailed = (user: string) =>
  new Refusal('login', 45, `User password failed for user ${user}`, [user])

/**
 * The OPRID of a call by Basic or Bearer, as the operation's IB_REQVERIFY allows (peoplesoft.md §2). Wrong passwords are
 * counted and lock the account.
 * @throws Refusal if there is no user, or none that may come this way
 */
export async function authenticate(
  site: Site,
  operation: Row,
  method: string,
  header: string | undefined,
): Promise<string> {
  const [scheme = '', credentials = ''] = (header ?? '').split(' ')
  const allowed = operation.IB_REQVERIFY!
  if (scheme.toLowerCase() === 'basic' && 'AB'.includes(allowed)) return byPassword(site, credentials)
  if (scheme.toLowerCase() === 'bearer' && 'AO'.includes(allowed)) {
    const user = await verifyToken(site, credentials, method)
    const row = site.db.table('PSOPRDEFN').get({ OPRID: user }) ?? byEmail(site, user)
    if (!row) throw new Refusal('login', 55, `User name ${user} is not defined in the database`, [user])
    if (row.ACCTLOCK === '1') throw passwordFailed(row.OPRID!)
    return row.OPRID!
  }
  if (allowed === 'N') return 'ANONYMOUS'
  throw passwordFailed('ANONYMOUS')
}

function byPassword(site: Site, credentials: string): string {
  const text = Buffer.from(credentials, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  const [oprid, password] = [text.slice(0, colon), text.slice(colon + 1)]
  const users = site.db.table('PSOPRDEFN')
  const user = oprid.length > 30 ? undefined : users.get({ OPRID: oprid })
  if (!user || user.ACCTLOCK === '1') throw passwordFailed(oprid)
  if (password !== user.OPERPSWD) {
    const failed = Number(user.FAILEDLOGINS) + 1
    const locked = failed >= site.switches.get('lockAfter')
    users.put({ ...user, FAILEDLOGINS: String(failed), ACCTLOCK: locked ? '1' : '0' })
    site.store.commit()
    throw passwordFailed(oprid)
  }
  if (user.FAILEDLOGINS !== '0') {
    users.put({ ...user, FAILEDLOGINS: '0' })
    site.store.commit()
  }
  return oprid
}

function byEmail({ db, switches }: Site, email: string): Row | undefined {
  if (switches.get('oauthClaim') !== 'email') return undefined
  return [...db.table('PSOPRDEFN').under([])].find(user => user.EMAILID === email)
}
