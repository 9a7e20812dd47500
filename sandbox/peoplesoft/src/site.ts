import type { Sandbox } from '@plumbline/sandbox-kit'
import type { Database } from './database.ts'
import type { QueryCatalog } from './query/catalog.ts'
import type { switches } from './switches.ts'
import { wallText } from './wall-clock.ts'

/** One PeopleSoft site: the kit's parts with FSCM's tables and the site's own set-up. */
export type Site = Sandbox<typeof switches> & {
  db: Database
  /** Default local node. */
  node: string
  catalog: QueryCatalog
  oauth: { issuer(): string; audience: string }
}

/** One accepted call of a service operation, as its handler gets it. */
export type Call = {
  oprid: string
  /** Parts of the path after the alias, decoded. */
  path: string[]
  query: URLSearchParams
  body: string
  traceparent: string | null
}

/** What a handler answers. */
export type Answer = { status: number; type: 'application/json' | 'text/xml; charset=UTF-8'; body: string }

/** Now on the site's wall clock, as date-times are stored. @param precision DTTM_STAMP_SEC has whole seconds */
export function wallNow(site: Site, precision: 'seconds' | 'milliseconds'): string {
  const text = wallText(site.clock.now(), site.switches.get('baseTimeZone'))
  return precision === 'seconds' ? `${text.slice(0, 19)}.000000` : text
}

/** Today at the site. */
export function today(site: Site): string {
  return wallNow(site, 'seconds').slice(0, 10)
}
