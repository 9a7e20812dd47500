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

test('its commitments, change orders and requisitions hold together: what is approved has a sum, what is billed a code', async () => {
  const rows = demoProcore('2026-11-24')
  const { call } = await start({ rows })
  const list = async (path: string): Promise<Json[]> => {
    const answer = await call('GET', `${path}&per_page=2000`)
    expect(answer.status).toBe(200)
    return answer.body as Json[]
  }
  const ids = (found: Json[]) => found.map(row => String(row.id)).sort()
  const seeded = (all: { id: unknown }[]) => all.map(row => String(row.id)).sort()
  const commitments = rows.commitments!.filter(row => !row.deleted_at)
  const kinds = [
    ['purchase_order_contracts', 'PurchaseOrderContract'],
    ['work_order_contracts', 'WorkOrderContract'],
  ] as const
  for (const { procoreId } of sites) {
    const here = <Row extends { project_id: unknown }>(all: Row[]) =>
      all.filter(row => row.project_id === procoreId)
    for (const [path, type] of kinds) {
      const own = here(commitments).filter(row => row.type === type)
      const found = await list(`/rest/v1.0/${path}?project_id=${procoreId}&view=extended`)
      expect(ids(found)).toEqual(seeded(own))
      for (const row of found.filter(one => one.status === 'Approved'))
        expect(Number(row.grand_total), `${path} ${row.id}`).not.toBe(0)
    }
    const packages = here(rows.change_order_packages!).filter(row => !row.deleted_at)
    expect(ids(await list(`/rest/v1.0/change_order_packages?project_id=${procoreId}`))).toEqual(
      seeded(packages),
    )
    const requisitions = await list(`/rest/v1.1/requisitions?project_id=${procoreId}&view=items`)
    expect(ids(requisitions)).toEqual(seeded(here(rows.requisitions!)))
    for (const { items, id } of requisitions) {
      expect(items.length, `requisition ${id}`).toBeGreaterThan(0)
      for (const item of items) expect(item.cost_code_id, `item ${item.id}`).not.toBeNull()
    }
  }
})
