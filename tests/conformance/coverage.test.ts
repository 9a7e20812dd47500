import { flows } from '@plumbline/flows'
import { expect, test } from 'vitest'
import { fixtureNames, fixtureOf } from './fixtures/index.ts'

test('every capture and apply of every flow is tried by the battery', () => {
  const names = flows.flatMap(({ captures, applies }) => [...captures, ...applies].map(one => one.name))
  expect(fixtureNames().sort()).toEqual(names.sort())
})

test('a flow that has no fixture is refused by its name', () => {
  expect(() => fixtureOf('capture', 'invoice.from-procore')).toThrow('no fixture for invoice.from-procore')
})
