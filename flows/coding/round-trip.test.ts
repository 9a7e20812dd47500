import { expect, test } from 'vitest'
import { settingsWith } from '../testing/settings.ts'
import { findDetours } from './round-trip.ts'
import type { ReverseRule } from './settings.ts'

const [mapping] = settingsWith().mappings
const detours = (rule: ReverseRule) => findDetours({ ...mapping!, reverse: [rule] })

test('a reverse rule whose way back leads to another account or activity is named', () => {
  expect(detours({ match: { account: '500300' }, to: { cost_type: 'M' } })).toEqual([
    'mapping 1: reverse rule 1 is for account 500300, but what it gives leads back to 500200',
  ])
  expect(detours({ match: { activity_id: 'SITEWORK' }, to: { cost_code: '03-300' } })).toHaveLength(1)
})

test('one that leads back, or to nothing that a rule names, is not', () => {
  expect(findDetours(mapping!)).toEqual([])
  expect(detours({ match: { account: '500300' }, to: { cost_type: 'E' } })).toEqual([])
  expect(detours({ match: { po_category: 'RMCON' }, to: { cost_type: 'M' } })).toEqual([])
})
