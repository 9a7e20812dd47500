import {
  addCommonFaults,
  addControl,
  commonFaults,
  Faults,
  SandboxClock,
  Store,
  Switches,
  Writes,
} from '@plumbline/sandbox-kit'
import type { PeoplesoftRows } from '@plumbline/sandbox-world'
import fastify, { type FastifyInstance } from 'fastify'
import { Database } from './database.ts'
import { addGateway } from './gateway.ts'
import { buildIssuer } from './issuer.ts'
import { runDue } from './journal/processes.ts'
import { approveDue } from './order/approval.ts'
import { addPersons } from './person/actions.ts'
import { stamp } from './person/records.ts'
import { AUDIT_COLUMN, QueryCatalog, type SiteQuery } from './query/catalog.ts'
import { type Site, wallNow } from './site.ts'
import { peoplesoftFaults, switches } from './switches.ts'

export type PeoplesoftSandboxOptions = {
  /** Rows of an empty state; none by default. */
  rows?: PeoplesoftRows
  /** File that keeps the state; null (the default) keeps it in memory. */
  data?: string | null
  /** Switches to set, by name. */
  switches?: Record<string, string | number>
  /** Queries of the site beside Plumbline's own. */
  queries?: readonly SiteQuery[]
  /** Default local node; `PSFT_EP` by default. */
  node?: string
}

/** A sandbox that does not listen yet: the gateway's app and the authorization server's. */
export type BuiltSandbox = {
  app: FastifyInstance
  issuer: FastifyInstance
  sandbox: Site
  close(): Promise<void>
}

/** What tokens must be meant for; a client's AUD can say otherwise. */
const AUDIENCE = 'psft-fscm'
const BODY_LIMIT = 32 * 1024 * 1024

/** Builds a PeopleSoft sandbox. @throws if an option or a row does not fit */
export async function buildPeoplesoftSandbox(options: PeoplesoftSandboxOptions = {}): Promise<BuiltSandbox> {
  const store = new Store(options.data ?? null)
  const clock = new SandboxClock()
  const settings = new Switches(switches, store.collection('switches'))
  for (const [name, value] of Object.entries(options.switches ?? {})) settings.set(name, value)
  const site: Site = {
    store,
    clock,
    switches: settings,
    faults: new Faults([...commonFaults, ...peoplesoftFaults], () => clock.now()),
    writes: new Writes(store.collection('writes'), ['DTTM_STAMP_SEC', 'LAST_DTTM_UPDATE', AUDIT_COLUMN]),
    db: new Database(store),
    node: options.node ?? 'PSFT_EP',
    catalog: new QueryCatalog(options.queries ?? [], settings),
    oauth: { issuer: () => addressOf(issuer), audience: AUDIENCE },
  }
  const issuer = buildIssuer(site)
  const seeded = store.collection<boolean>('seeded')
  if (!seeded.get('yes')) {
    seed(site, options.rows ?? {})
    seeded.put('yes', true)
    store.commit()
  }
  const app = fastify({ bodyLimit: BODY_LIMIT, forceCloseConnections: true })
  addCommonFaults(app, site.faults)
  addControl(app, site)
  addPersons(app, site)
  await addGateway(app, site)
  clock.onTick(now => {
    runDue(site, now)
    approveDue(site, now)
  })
  return {
    app,
    issuer,
    sandbox: site,
    async close() {
      clock.stop()
      await Promise.all([app.close(), issuer.close()])
      store.close()
    },
  }
}

/** Starts one on free ports, or on those given, of 127.0.0.1. */
export async function startPeoplesoftSandbox(
  options: PeoplesoftSandboxOptions & { port?: number; issuerPort?: number } = {},
): Promise<BuiltSandbox & { url: string; issuerUrl: string }> {
  const built = await buildPeoplesoftSandbox(options)
  const url = await built.app.listen({ host: '127.0.0.1', port: options.port ?? 0 })
  const issuerUrl = await built.issuer.listen({ host: '127.0.0.1', port: options.issuerPort ?? 0 })
  return { ...built, url, issuerUrl }
}

/** Seeded suppliers, accounts and orders that do not say when they were changed were changed now. */
function seed(site: Site, rows: PeoplesoftRows): void {
  const changed = stamp(site)
  const stamped = <R extends object>(list: R[] | undefined) =>
    list?.map(row => ({ ...changed, ...row })) ?? []
  const LAST_DTTM_UPDATE = wallNow(site, 'milliseconds')
  site.db.load({
    ...rows,
    VENDOR: stamped(rows.VENDOR),
    GL_ACCOUNT_TBL: stamped(rows.GL_ACCOUNT_TBL),
    PO_HDR: rows.PO_HDR?.map(row => ({ LAST_DTTM_UPDATE, ...row })) ?? [],
  })
}

function addressOf(app: FastifyInstance): string {
  const address = app.server.address()
  if (address === null || typeof address === 'string')
    throw new Error('the authorization server does not listen')
  return `http://${address.address}:${address.port}`
}
