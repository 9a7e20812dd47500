import { fileURLToPath } from 'node:url'
import { runner } from 'node-pg-migrate'

/** Brings a database to the newest schema; safe to run by many at once (an advisory lock makes them queue). */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const done = await runner({
    databaseUrl,
    dir: fileURLToPath(new URL('../migrations', import.meta.url)),
    direction: 'up',
    schema: 'plumbline',
    createSchema: true,
    migrationsTable: 'migration',
    checkOrder: true,
    singleTransaction: true,
    noLock: false,
    advisoryLockMode: 'wait',
    verbose: false,
    logger: { debug: () => {}, info: () => {}, warn: console.warn, error: console.error },
  })
  return done.map(migration => migration.name)
}
