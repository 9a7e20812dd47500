import { type QueryDefinition, queryDefinitions } from '@plumbline/peoplesoft'
import type { Switches } from '@plumbline/sandbox-kit'
import type { switches } from '../switches.ts'
import { type CompiledQuery, compileQuery } from './compile.ts'

/** The site's own change column, where it has one (peoplesoft.md §5.2). */
export const AUDIT_COLUMN = 'ZZ_LASTUPD_DTTM'

/** A query as it stands in the site. `owner` is the OPRID of a private one. */
export type SiteQuery = QueryDefinition & { owner?: string }

/** The queries that exist at the site. */
export class QueryCatalog {
  readonly #own: readonly SiteQuery[]
  readonly #switches: Switches<typeof switches>
  #compiled = new Map<string, CompiledQuery>()
  #compiledFor = ''

  /**
   * @param own queries beside Plumbline's `queryDefinitions`; one of the same name takes its place
   * @throws if one of them names a record, alias, field or prompt that does not exist
   */
  constructor(own: readonly SiteQuery[], settings: Switches<typeof switches>) {
    this.#own = own
    this.#switches = settings
    this.#refresh()
  }

  /** The public query of that name, or the caller's own private one. */
  find(ownerType: 'public' | 'private', name: string, oprid: string): CompiledQuery | null {
    this.#refresh()
    return this.#compiled.get(keyOf(name, ownerType === 'private' ? oprid : undefined)) ?? null
  }

  #refresh(): void {
    const audited = this.#switches.get('auditColumns') === 'yes'
    const prompts = this.#switches.get('stampPrompts')
    if (this.#compiledFor === `${audited} ${prompts}`) return
    const column = audited ? AUDIT_COLUMN : null
    const site = { stampColumns: { VENDOR: column, GL_ACCOUNT_TBL: column }, changePrompts: prompts }
    this.#compiled = new Map(
      [...queryDefinitions(site), ...this.#own].map((query: SiteQuery) => [
        keyOf(query.name, query.owner),
        compileQuery(query),
      ]),
    )
    this.#compiledFor = `${audited} ${prompts}`
  }
}

function keyOf(name: string, owner: string | undefined): string {
  return `${owner ?? ''}/${name}`
}
