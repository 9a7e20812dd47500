import { expect, test } from 'vitest'
import { describe as describeJournal, journalId, readCostDate, readMarker } from './marker.ts'

const eventId = '0123456789abcdef0123456789abcdef'
const meta = { eventId, key: '61001', revision: 3, op: 'put' as const }
const marked = {
  meta,
  part: 1,
  subject: 'Procore direct cost 61001 of project 87001',
  costDate: '2026-10-14',
  corrects: null,
}

test('a journal id is ten characters, the same on every attempt', () => {
  expect(journalId(meta, 0, 0)).toMatch(/^[A-Z2-7]{10}$/)
  expect(journalId(meta, 0, 0)).toBe(journalId({ eventId }, 0, 0))
})

test('journal ids differ by event, part and salt: among 100,000 none is met twice', () => {
  const ids = new Set<string>()
  for (let event = 0; event < 100_000; event++)
    ids.add(journalId({ eventId: event.toString(16).padStart(32, '0') }, 0, 0))
  for (const [part, salt] of [
    [0, 1],
    [1, 0],
    [1, 1],
    [11, 0],
  ])
    ids.add(journalId(meta, part!, salt!))
  expect(ids.size).toBe(100_004)
})

test('the description tells ids, revision and date in words, and what it corrects', () => {
  expect(describeJournal(marked)).toBe(
    `Procore direct cost 61001 of project 87001 rev 3, dated 2026-10-14. Plumbline ${eventId}/1`,
  )
  expect(describeJournal({ ...marked, corrects: 'ABCDEFGHIJ' })).toContain(', corrects ABCDEFGHIJ. Plumbline')
})

test('marker and date are read back from it', () => {
  const text = describeJournal({ ...marked, corrects: 'ABCDEFGHIJ' })
  expect(readMarker(text)).toBe(`Plumbline ${eventId}/1`)
  expect(readMarker(`${text} `)).toBe(readMarker(text))
  expect(readCostDate(text)).toBe('2026-10-14')
})

test('a part is not taken for another that it begins with', () => {
  expect(readMarker(describeJournal(marked))).not.toBe(readMarker(describeJournal({ ...marked, part: 12 })))
})

test('other texts have neither', () => {
  for (const text of [null, '', 'Accrual for October', 'Plumbline'])
    expect([readMarker(text), readCostDate(text ?? '')]).toEqual([null, null])
})

test('the longest ids that are known fit; what does not is refused, never cut', () => {
  const subject = `Procore direct cost ${'9'.repeat(19)} of project ${'9'.repeat(19)}`
  const longest = { ...marked, subject, corrects: 'ABCDEFGHIJ', meta: { ...meta, revision: 1_000_000 } }
  expect(describeJournal(longest).length).toBeLessThanOrEqual(254)
  expect(() => describeJournal({ ...longest, subject: 'x'.repeat(200) })).toThrow(/characters long/)
})
