import { connect } from 'node:net'
import { freePortBase, portsAt } from '@plumbline/stack'
import { temporaryFolder, testStack } from '@plumbline/stack/testing'
import pg from 'pg'
import { expect, test } from 'vitest'
import { caseNames } from './src/cases/index.ts'
import { drawReport, type Report } from './src/report.ts'
import { runCases } from './src/run-cases.ts'

test('the smallest benchmark measures every case and leaves nothing behind', {
  timeout: 240_000,
}, async () => {
  const { kafka, registryUrl, postgresAdminUrl } = testStack()
  const place = {
    ...{ kafka, registryUrl, postgresAdminUrl },
    ...{ ports: portsAt(await freePortBase()), dir: temporaryFolder() },
  }
  const options = { records: 20, rounds: 1, only: caseNames, json: true }
  const report = await runCases(place, options, () => {}, new AbortController().signal)

  // As a reader of `--json` gets it: whatever JSON cannot say (NaN, undefined) would be lost here.
  const read = JSON.parse(JSON.stringify(report)) as Report
  expect(read).toEqual(report)
  expect(read.cases.map(one => one.name)).toEqual(caseNames)
  for (const { name, figures, size } of read.cases) {
    for (const figure of figures) {
      const label = `${name}: ${figure.name}`
      expect(figure.rounds, label).toHaveLength(1)
      expect(figure.median, label).toBeGreaterThan(0)
      expect(figure.min, label).toBeLessThanOrEqual(figure.max)
    }
    for (const count of Object.values(size)) expect(count).toBeGreaterThan(0)
  }
  for (const name of ['capture', 'land', 'vendors', 'journals', 'ingress'])
    expect(units(read, name), `${name} without a ratio`).toContain('×')
  for (const name of ['capture', 'land', 'vendors', 'journals']) expect(units(read, name)).toContain('bytes')

  const table = drawReport(read)
  for (const name of caseNames) expect(table).toContain(`\n${name}: `)

  expect(await Promise.all(Object.values(place.ports).map(listens))).not.toContain(true)
  expect(await databases(postgresAdminUrl)).toEqual([])
})

const units = (report: Report, name: string): string[] =>
  report.cases.find(one => one.name === name)!.figures.map(figure => figure.unit)

/** Databases that a benchmark made and did not drop. */
async function databases(adminUrl: string): Promise<string[]> {
  const admin = new pg.Client({ connectionString: adminUrl })
  await admin.connect()
  const found = await admin.query<{ name: string }>(
    "select datname as name from pg_database where datname like 'bench%'",
  )
  await admin.end()
  return found.rows.map(row => row.name)
}

/** Whether something still takes connections on a port. */
function listens(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => socket.destroy() && resolve(true))
    socket.once('error', () => resolve(false))
  })
}
