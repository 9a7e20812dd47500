import pg from 'pg'

/** A database that is dropped by its maker. */
export type Database = { url: string; drop(): Promise<void> }

/** Makes a database, as a copy of `template` if one is given (nobody may be connected to that). */
export async function makeDatabase(adminUrl: string, name: string, template?: string): Promise<Database> {
  const copy = template ? ` template ${template}` : ''
  await asAdmin(adminUrl, `create database ${name}${copy}`)
  const url = new URL(adminUrl)
  url.pathname = name
  return { url: url.href, drop: () => asAdmin(adminUrl, `drop database ${name} with (force)`) }
}

async function asAdmin(adminUrl: string, statement: string): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  try {
    await admin.query(statement)
  } finally {
    await admin.end()
  }
}

/** Bytes on disk by table of the ledger, indexes included; the parts of a partitioned table together. */
export async function tableBytes(pool: pg.Pool): Promise<Record<string, number>> {
  const { rows } = await pool.query<{ name: string; bytes: string }>(
    `select regexp_replace(relname, '_\\d+$', '') as name, sum(pg_total_relation_size(oid)) as bytes
       from pg_class where relnamespace = 'plumbline'::regnamespace and relkind = 'r' group by 1`,
  )
  return Object.fromEntries(rows.map(row => [row.name, Number(row.bytes)]))
}

/** What grew, and by how much for each of `count` records. */
export function growth(
  before: Record<string, number>,
  after: Record<string, number>,
  count: number,
): { bytes: number; byTable: Record<string, number> } {
  const grown = Object.entries(after).map(([table, bytes]) => [table, (bytes - (before[table] ?? 0)) / count])
  const byTable = Object.fromEntries(grown.filter(([, bytes]) => Number(bytes) > 0)) as Record<string, number>
  return { bytes: Object.values(byTable).reduce((sum, bytes) => sum + bytes, 0), byTable }
}
