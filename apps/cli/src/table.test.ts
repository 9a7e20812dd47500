import { afterEach, expect, test, vi } from 'vitest'
import { duration, paint, table } from './table.ts'

afterEach(() => vi.unstubAllEnvs())

test('columns align, numbers to the right, and a blank cell is a dash', () => {
  const rows = [
    { name: 'a', count: 7, why: null },
    { name: 'longer', count: 1200, why: '' },
  ]
  const text = table(rows, [
    { title: 'name', of: row => row.name },
    { title: 'count', of: row => row.count, right: true },
    { title: 'why', of: row => row.why },
  ])
  expect(text).toBe(['name    count  why', 'a           7  -', 'longer   1200  -'].join('\n'))
})

test('a cell stays on its line, whatever a vendor sent', () => {
  const text = table(['one\r\ntwo\u001b[31m \u202Ethree'], [{ title: 'says', of: row => row }])
  expect(text.split('\n')).toEqual(['says', 'one two [31m three'])
})

test('there are colours on a terminal only, and none where NO_COLOR asks for none', () => {
  const terminal = vi.spyOn(process, 'stdout', 'get').mockReturnValue({ isTTY: true } as never)
  expect(paint('red', 'no')).toBe('\u001b[31mno\u001b[0m')
  vi.stubEnv('NO_COLOR', '1')
  expect(paint('red', 'no')).toBe('no')
  vi.unstubAllEnvs()
  terminal.mockReturnValue({ isTTY: false } as never)
  expect(paint('red', 'no')).toBe('no')
  terminal.mockRestore()
})

test('durations are told in the unit that a person would use', () => {
  expect([null, 0.44, 12.6, 180, 9000].map(duration)).toEqual([null, '0.4 s', '13 s', '3 min', '3 h'])
})
