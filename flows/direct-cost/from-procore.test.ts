import { describe, expect, test } from 'vitest'
import { settingsWith } from '../testing/settings.ts'
import { costRead, laborLine, listedLine } from './fixtures/read.ts'
import { directCostFromProcore } from './from-procore.ts'

const settings = settingsWith()

test('costs are read project by project, those that are enabled', () => {
  expect(directCostFromProcore.scopes(settings)).toEqual(['87001'])
})

test('a cost is known by its id in Procore', () => {
  expect(directCostFromProcore.key(costRead())).toBe('61001')
  expect(directCostFromProcore.nativeId(costRead({ id: '9007199254740993' }))).toBe('9007199254740993')
})

test('its stamp is the newest of cost and lines: an edited line need not move the cost', () => {
  const stamp = (cost: string | null, ...lines: string[]) =>
    directCostFromProcore.stamp(
      costRead(
        { updated_at: cost },
        [listedLine, laborLine].map((line, at) => ({ ...line, updated_at: lines[at] ?? null })),
      ),
      settings,
    )
  expect(stamp('2026-10-15T08:30:00Z', '2026-10-16T00:00:00Z')).toBe('2026-10-16T00:00:00.000Z')
  expect(stamp('2026-10-17T08:30:00Z', '2026-10-16T00:00:00Z')).toBe('2026-10-17T08:30:00.000Z')
  expect(stamp('2026-10-15T17:30:00-07:00', '2026-10-16T00:00:00Z')).toBe('2026-10-16T00:30:00.000Z')
  expect(stamp(null)).toBeNull()
})

describe('a notice', () => {
  const locate = directCostFromProcore.notify!.locate
  const notice = { resource: 'Direct Costs', id: '61001', event: 'update', projectId: '87001', related: [] }

  test('of a cost leads to that cost', () => {
    expect(locate(notice)).toEqual({ scope: '87001', id: '61001' })
  })

  test('of a line leads to its cost where it names it, else the project is swept', () => {
    const line = { ...notice, resource: 'Direct Cost Line Items', id: '62001' }
    const related = [{ resource: 'Direct Costs', id: '61001' }]
    expect(locate({ ...line, related })).toEqual({ scope: '87001', id: '61001' })
    expect(locate(line)).toEqual({ sweep: '87001' })
  })

  test('without an id sweeps its project, without a project it is of no use', () => {
    expect(locate({ ...notice, id: null })).toEqual({ sweep: '87001' })
    expect(locate({ ...notice, projectId: null })).toBeNull()
  })
})
