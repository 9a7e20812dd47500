import { demoProcore, sites, standbySite } from '@plumbline/sandbox-world'
import { expect, test } from 'vitest'
import { type Json, start } from './testing/start.ts'

test('the demonstration’s rows hold together: every site lists its costs, lines, codes and vendors', async () => {
  const rows = demoProcore('2026-11-24')
  const { call } = await start({ rows })
  const ids = async (path: string): Promise<string[]> => {
    const answer = await call('GET', `${path}${path.includes('?') ? '&' : '?'}per_page=2000`)
    expect(answer.status).toBe(200)
    return (answer.body as Json[]).map(row => String(row.id)).sort()
  }
  for (const { procoreId } of [...sites, standbySite]) {
    const costs = rows.direct_costs!.filter(row => row.project_id === procoreId && row.deleted_at === null)
    expect(await ids(`/rest/v1.1/projects/${procoreId}/direct_costs`)).toEqual(
      costs.map(row => String(row.id)).sort(),
    )
    const lines = rows.direct_cost_line_items!.filter(line =>
      costs.some(row => row.id === line.direct_cost_id),
    )
    expect((await ids(`/rest/v1.0/projects/${procoreId}/direct_costs/line_items`)).length).toBe(lines.length)
    const codes = rows.cost_codes!.filter(row => row.project_id === procoreId)
    expect((await ids(`/rest/v1.0/cost_codes?project_id=${procoreId}`)).length).toBe(codes.length)
    const vendors = rows.project_vendors!.filter(row => row.project_id === procoreId)
    expect((await ids(`/rest/v1.1/projects/${procoreId}/vendors`)).length).toBe(vendors.length)
  }
})

test('an id beyond 2^53 comes through with all its digits', async () => {
  const { call, sandbox } = await start({ rows: demoProcore('2026-11-24') })
  const big = sandbox.tables.direct_costs.all().find(row => row.id.length > 15)!
  const answer = await call('GET', `/rest/v1.1/projects/${big.project_id}/direct_costs/${big.id}`)
  expect(answer.body).toMatchObject({ id: big.id, status: 'approved' })
})
