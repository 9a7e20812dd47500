import { expect, test } from 'vitest'
import { Store } from './store.ts'
import { Switches } from './switches.ts'

const specs = {
  order: { values: ['shuffled', 'given'], default: 'shuffled', about: 'order of an answer' },
  limit: { values: 'number', default: 25, about: 'calls in 10 seconds' },
} as const
const make = (store = new Store(null)) => new Switches(specs, store.collection('switches'))

test('a switch has its default until it is set, and keeps what was set with the state', () => {
  const store = new Store(null)
  const switches = make(store)
  expect(switches.all()).toEqual({ order: 'shuffled', limit: 25 })
  switches.set('order', 'given')
  switches.set('limit', '7')
  expect(make(store).all()).toEqual({ order: 'given', limit: 7 })
})

test('a wrong name or value is refused with what is allowed', () => {
  const switches = make()
  expect(() => switches.set('colour', 'red')).toThrow('known are: limit, order')
  expect(() => switches.set('order', 'random')).toThrow('takes one of: shuffled, given; not random')
  expect(() => switches.set('limit', 'many')).toThrow('takes a number, not many')
  expect(switches.all()).toEqual({ order: 'shuffled', limit: 25 })
})
