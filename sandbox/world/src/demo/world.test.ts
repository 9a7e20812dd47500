import { describe, expect, test } from 'vitest'
import { accounts } from './accounts.ts'
import { calendarOf } from './calendar.ts'
import { activities, costCodes, costTypes } from './cost-codes.ts'
import { demoCosts } from './costs.ts'
import { demoPeoplesoft } from './peoplesoft.ts'
import { demoProcore } from './procore.ts'
import { everySite, sites, standbySite } from './sites.ts'
import { isGood, suppliers } from './suppliers.ts'

const DAY = '2026-11-24'
const peoplesoft = demoPeoplesoft(DAY)
const procore = demoProcore(DAY)
const costs = demoCosts(calendarOf(DAY))
const count = <T>(rows: readonly T[] | undefined, by: (row: T) => string): Record<string, number> =>
  Object.fromEntries([...Map.groupBy(rows ?? [], by)].map(([key, group]) => [key, group.length]))

describe('the size of the company', () => {
  test('20 job sites in two business units, and one more that is not enabled', () => {
    expect(count(sites, site => site.unit)).toEqual({ US100: 13, US200: 7 })
    expect(procore.projects).toHaveLength(21)
    expect(peoplesoft.PROJECT).toHaveLength(21)
    expect(sites).not.toContain(standbySite)
  })

  test('400 suppliers, approved ones for the most part, of all statuses, classes and persistences', () => {
    expect(peoplesoft.VENDOR).toHaveLength(400)
    expect(Object.keys(count(suppliers, one => one.status)).sort()).toEqual(['A', 'D', 'E', 'I', 'U', 'X'])
    expect(Object.keys(count(suppliers, one => one.class)).sort()).toEqual(['A', 'E', 'H', 'R'])
    expect(Object.keys(count(suppliers, one => one.persistence)).sort()).toEqual(['O', 'P', 'R', 'S'])
    expect(suppliers.filter(isGood).length).toBeGreaterThan(300)
  })

  test('150 accounts of all types in two charts, most with one row, some with a history, a future or an end', () => {
    expect(accounts).toHaveLength(150)
    expect(Object.keys(count(accounts, one => one.type)).sort()).toEqual(['A', 'E', 'L', 'Q', 'R'])
    const names = accounts.map(one => one.name).join('\n')
    for (const part of ['Direct cost clearing: invoice', 'Retainage payable', 'WIP: own buildings'])
      expect(names).toContain(part)
    const rows = Object.values(count(peoplesoft.GL_ACCOUNT_TBL, row => `${row.SETID} ${row.ACCOUNT}`))
    expect(rows.filter(one => one > 1).length).toBeGreaterThan(10)
    const future = peoplesoft.GL_ACCOUNT_TBL!.filter(row => row.EFFDT! > DAY)
    expect(new Set(future.map(row => row.EFF_STATUS))).toEqual(new Set(['A', 'I']))
  })

  test('600 direct costs of 1 to 12 lines, of all types and statuses, and a dozen of the other site', () => {
    const [own, other] = [
      costs.filter(cost => cost.site !== standbySite.procoreId),
      costs.filter(cost => cost.site === standbySite.procoreId),
    ]
    expect([own.length, other.length]).toEqual([600, 12])
    expect(Object.keys(count(own, cost => cost.type)).sort()).toEqual([
      'expense',
      'invoice',
      'payroll',
      'subcontractor_invoice',
    ])
    expect(Object.keys(count(own, cost => cost.status)).sort()).toEqual([
      'approved',
      'draft',
      'pending',
      'revise_and_resubmit',
    ])
    expect(Math.max(...own.map(cost => cost.lines.length))).toBe(12)
    expect(new Set(own.map(cost => cost.site)).size).toBe(20)
  })

  test('about 60 cost codes, 5 cost types, and a budget in every project', () => {
    expect(costCodes.length).toBeGreaterThanOrEqual(58)
    expect(costTypes).toHaveLength(5)
    expect(new Set(procore.budget_line_items!.map(row => row.project_id)).size).toBe(21)
  })

  test('the rate limits are those of a large Procore company: four times the usual', () => {
    expect(procore.limits).toEqual({ hourly: 4 * 3600, spike: 4 * 25 })
  })
})

describe('the same world again', () => {
  test('the same day gives the same rows', () => {
    expect(demoPeoplesoft(DAY)).toEqual(peoplesoft)
    expect(demoProcore(DAY)).toEqual(procore)
  })

  test('another day moves dates only', () => {
    const undated = (day: string) =>
      demoCosts(calendarOf(day)).map(({ date, updatedAt: _, ...cost }) => ({ ...cost, dated: date !== null }))
    expect(undated('2028-02-29')).toEqual(undated(DAY))
    const ids = (day: string) => demoPeoplesoft(day).VENDOR!.map(row => [row.VENDOR_ID, row.NAME1])
    expect(ids('2028-02-29')).toEqual(ids(DAY))
  })
})

describe('both sides', () => {
  test('have the same projects, and every project all activities', () => {
    const named = everySite.map(site => site.number)
    expect(procore.projects!.map(row => row.project_number)).toEqual(named)
    expect(peoplesoft.PROJECT!.map(row => row.PROJECT_ID)).toEqual(named)
    expect(peoplesoft.PROJ_ACTIVITY).toHaveLength(21 * activities.length)
  })

  test('every id that a row of Procore names is there, but for the tax code that is gone', () => {
    const has = (rows: readonly { id: unknown }[] | undefined) => new Set(rows!.map(row => row.id))
    const [vendors, codes, types, taxes, cost] = [
      has(procore.vendors),
      has(procore.cost_codes),
      has(procore.line_item_types),
      has(procore.tax_codes),
      has(procore.direct_costs),
    ]
    const lines = procore.direct_cost_line_items!
    expect(procore.direct_costs!.filter(row => row.vendor_id && !vendors.has(row.vendor_id))).toEqual([])
    expect(procore.project_vendors!.filter(row => !vendors.has(row.vendor_id))).toEqual([])
    expect(lines.filter(line => !codes.has(line.cost_code_id))).toEqual([])
    expect(lines.filter(line => line.line_item_type_id && !types.has(line.line_item_type_id))).toEqual([])
    expect(lines.filter(line => !cost.has(line.direct_cost_id))).toEqual([])
    expect(lines.filter(line => line.tax_code_id && !taxes.has(line.tax_code_id))).toHaveLength(1)
  })

  test('no id is given twice', () => {
    for (const [name, rows] of Object.entries(procore)) {
      if (!Array.isArray(rows) || rows.length === 0 || !('id' in rows[0]!)) continue
      const ids = rows.map(row => String((row as { id: unknown }).id))
      expect(new Set(ids).size, name).toBe(ids.length)
    }
    const keys = peoplesoft.VENDOR!.map(row => row.VENDOR_ID)
    expect(new Set(keys).size).toBe(400)
  })
})
