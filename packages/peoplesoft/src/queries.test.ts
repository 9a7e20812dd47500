import { describe, expect, test } from 'vitest'
import { queryDefinitions } from './queries.ts'

const full = queryDefinitions({ stampColumns: { VENDOR: 'ZZ_V', GL_ACCOUNT_TBL: 'ZZ_A' } })

test('changes can be asked for only where the site has a change column', () => {
  const names = queryDefinitions({ stampColumns: { VENDOR: null, GL_ACCOUNT_TBL: null } }).map(
    one => one.name,
  )
  expect(full.map(one => one.name).filter(name => !names.includes(name))).toEqual([
    'PLB_VENDOR_CHG',
    'PLB_ACCOUNT_CHG',
  ])
})

test('the change column is read with every supplier and account', () => {
  const stamped = full
    .filter(one => one.columns.some(column => /\.ZZ_[VA]$/.test(column.field)))
    .map(one => one.name)
  expect(stamped).toEqual([
    'PLB_VENDOR',
    'PLB_VENDOR_ONE',
    'PLB_VENDOR_CHG',
    'PLB_ACCOUNT',
    'PLB_ACCOUNT_ONE',
    'PLB_ACCOUNT_CHG',
  ])
})

test('where a site has Date prompts, so have its queries', () => {
  const site = { stampColumns: { VENDOR: 'ZZ_V', GL_ACCOUNT_TBL: null }, changePrompts: 'date' as const }
  const types = queryDefinitions(site).flatMap(one => one.prompts.map(prompt => prompt.type))
  expect(types).toContain('date')
  expect(types).not.toContain('datetime')
})

describe.each(full.map(one => [one.name, one] as const))(
  '%s can be built in Query Manager',
  (_, definition) => {
    const aliases = definition.records.map(one => one.alias)
    const alias = (field: string) => field.split('.')[0]

    test('its name fits', () => {
      expect(definition.name).toMatch(/^PLB_[A-Z_]{1,26}$/)
    })

    test('its fields are of its records', () => {
      const fields = [
        ...definition.columns.map(one => one.field),
        ...definition.criteria.map(one => one.field),
        ...definition.order,
        ...definition.records.flatMap(
          one => one.join?.on.flatMap(({ field, equals }) => [field, equals]) ?? [],
        ),
      ]
      for (const field of fields) expect(aliases).toContain(alias(field))
    })

    test('each prompt is used, and each criterion has its prompt', () => {
      const used = definition.criteria.flatMap(({ to }) => ('prompt' in to ? [to.prompt] : []))
      expect(used.sort()).toEqual(definition.prompts.map(prompt => prompt.name).sort())
    })

    test('no column comes twice, and it is sorted by columns that it shows', () => {
      const fields = definition.columns.map(one => one.field)
      expect(new Set(fields).size).toBe(fields.length)
      for (const field of definition.order) expect(fields).toContain(field)
    })

    test('if it is paged, then by the field that it is sorted by first', () => {
      if (!definition.keyset) return
      expect(definition.order[0]).toBe(definition.keyset.field)
      expect(definition.prompts.map(prompt => prompt.name)).toContain(definition.keyset.prompt)
    })
  },
)
