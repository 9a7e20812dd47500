import type { Store } from '@plumbline/sandbox-kit'
import type { PeoplesoftRecord, PeoplesoftRows } from '@plumbline/sandbox-world'
import { type Row, recordShape, wholeRow } from './fields.ts'
import { Table } from './table.ts'

/** FSCM's tables over the sandbox's store. */
export class Database {
  readonly #store: Store
  readonly #tables = new Map<string, Table>()

  constructor(store: Store) {
    this.#store = store
  }

  /** The table of a record of the dictionary. @throws if there is none of that name. */
  table(name: PeoplesoftRecord): Table {
    return this.find(name)!
  }

  /** The table of that name, or undefined where the dictionary has no such record. */
  find(name: string): Table | undefined {
    const known = this.#tables.get(name)
    if (known) return known
    const shape = recordShape(name)
    if (!shape) return undefined
    const table = new Table(shape, this.#store.collection<Row>(name))
    this.#tables.set(name, table)
    return table
  }

  /** Adds rows, filled up with defaults. @throws FieldError naming the field of a row that PeopleSoft would not hold. */
  load(rows: PeoplesoftRows): void {
    for (const [name, list] of Object.entries(rows)) {
      const table = this.table(name as PeoplesoftRecord)
      for (const row of list) table.put(wholeRow(table.shape, row))
    }
  }

  /** The SETID that a business unit uses for a record, or null where none is set (peoplesoft.md §5.1). */
  setid(businessUnit: string, record: PeoplesoftRecord): string | null {
    const row = this.table('SET_CNTRL_REC').get({ SETCNTRLVALUE: businessUnit, RECNAME: record })
    return row?.SETID ?? null
  }

  /** The row in force on a day: of those under a key, the one with the greatest EFFDT up to it (peoplesoft.md §5.1). */
  asOf(name: PeoplesoftRecord, values: readonly string[], day: string): Row | null {
    let found: Row | null = null
    for (const row of this.table(name).under(values)) if (row.EFFDT! <= day) found = row
    return found
  }
}
