import pg from 'pg'

export type Pool = pg.Pool
/** A pool or a client inside a transaction: what a statement runs on. */
export type Session = pg.Pool | pg.PoolClient

/** A pool on the ledger's database. Everything lives in the schema `plumbline`. */
export function createPool(url: string, options: { max?: number; name?: string } = {}): Pool {
  return new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.name ?? 'plumbline',
    // Batches of keys are looked up by index: what is asked for is in memory or on an SSD, seldom on a turning disk.
    options: '-c search_path=plumbline -c random_page_cost=1.1',
    connectionTimeoutMillis: 10_000,
  })
}

/** Runs `work` in one transaction; any throw rolls it back. */
export async function transaction<T>(pool: Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    // A session that cannot roll back is thrown away; the server rolls back for it.
    await client.query('rollback').catch((failed: Error) => (broken = failed))
    throw error
  } finally {
    client.release(broken)
  }
}

/** Turns a list of rows into one array parameter a column, for `unnest`. */
export function columns<R>(rows: readonly R[], ...pick: ((row: R) => unknown)[]): unknown[][] {
  return pick.map(one => rows.map(one))
}
