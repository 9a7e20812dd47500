import { expect, test } from 'vitest'
import { type BoardRow, drawBoard } from './board.ts'

const row: BoardRow = {
  flow: 'vendor.to-procore',
  source: 400,
  target: 9,
  waiting: 12,
  parked: 0,
  held: 2,
  dead: 0,
  latencySeconds: 1.25,
}

test('the table aligns whatever the figures are, and a flow without arrivals shows no time', () => {
  const lines = drawBoard([row, { ...row, flow: 'direct-cost.to-peoplesoft', latencySeconds: null }])
  expect(new Set(lines.map(line => line.length)).size).toBe(1)
  expect(lines[1]).toMatch(/^vendor\.to-procore +400 +9 +12 +0 +2 +0 +1\.3 s$/)
  expect(lines[2]).toMatch(/ -$/)
})
