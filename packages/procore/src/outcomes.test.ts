import { type Body, parseJson } from '@plumbline/http'
import { expect, test } from 'vitest'
import { syncOutcomes, writeOutcome } from './outcomes.ts'

type Thing = { id: string; origin_id: string | null }
const read = (raw: unknown): Thing => {
  const { id, origin_id = null } = raw as { id: string; origin_id?: string | null }
  return { id, origin_id }
}
const answered = (status: number, body: string | Body) => ({
  is: 'answered' as const,
  answer: {
    status,
    headers: {},
    body: typeof body === 'string' ? ({ is: 'json', value: parseJson(body) } as const) : body,
  },
})

test.each([
  [201, '{"id":7}', { is: 'applied', targetId: '7', seen: { id: '7', origin_id: null } }],
  [
    400,
    '{"errors":{"name":["is missing"]}}',
    { is: 'rejected', code: 'procore-refused', why: 'things, status 400: name: is missing' },
  ],
  [
    422,
    '{"errors":{"base":["locked"]}}',
    { is: 'rejected', code: 'procore-refused', why: 'things, status 422: locked' },
  ],
  [404, '{}', { is: 'rejected', code: 'procore-not-found' }],
  [409, '{"message":"being changed"}', { is: 'retry', code: 'procore-conflict' }],
  [503, '{}', { is: 'retry', code: 'procore-busy' }],
  [408, '{}', { is: 'unknown' }],
  [500, { is: 'empty' } as Body, { is: 'unknown', why: 'things, status 500: no reason given' }],
  [502, { is: 'html', text: '<html>' } as Body, { is: 'unknown' }],
  [504, { is: 'empty' } as Body, { is: 'unknown' }],
  [
    200,
    { is: 'html', text: '<html>' } as Body,
    { is: 'unknown', why: 'things answered 200 with html, not JSON' },
  ],
  [302, { is: 'empty' } as Body, { is: 'unknown' }],
])('a write that is answered %i %j', (status, body, outcome) => {
  expect(writeOutcome('things', answered(status, body), 'item', read)).toMatchObject(outcome)
})

test('a write to a collection that is not visible is a refusal of the scope', () => {
  for (const status of [403, 404])
    expect(() => writeOutcome('things', answered(status, '{}'), 'collection', read)).toThrow(
      expect.objectContaining({ name: 'Refused', what: 'scope' }),
    )
})

const sync = (updates: { id?: string; origin_id?: string }[], body: string) =>
  syncOutcomes('things/sync', updates, parseJson(body), read)

test('a bulk answer is matched by id and origin_id, never by place (procore.md §3.2)', () => {
  const updates = [{ origin_id: 'a' }, { id: '9007199254740993', origin_id: 'b' }, { origin_id: 'c' }]
  const body =
    '{"entities":[{"id":9007199254740993,"origin_id":"b"},{"id":1,"origin_id":"a"}],' +
    '"errors":[{"origin_id":"c","name":"x","errors":{"name":["is too long","is odd"],"zip":["bad"]}}]}'
  expect(sync(updates, body)).toEqual([
    { is: 'applied', targetId: '1', seen: { id: '1', origin_id: 'a' } },
    { is: 'applied', targetId: '9007199254740993', seen: { id: '9007199254740993', origin_id: 'b' } },
    { is: 'rejected', code: 'procore-refused', why: 'origin_id c: name: is too long, is odd; zip: bad' },
  ])
})

test('an id that does not exist comes back among the errors', () => {
  const body = '{"entities":[],"errors":[{"id":5,"errors":{"id":["Entity with this ID not found"]}}]}'
  expect(sync([{ id: '5' }], body)).toMatchObject([
    { is: 'rejected', why: 'id 5: id: Entity with this ID not found' },
  ])
})

test('an item in neither list, or in both, is unknown', () => {
  const body = '{"entities":[{"id":1,"origin_id":"a"}],"errors":[{"origin_id":"a","errors":{"x":["y"]}}]}'
  expect(sync([{ origin_id: 'a' }, { origin_id: 'b' }], body)).toMatchObject([
    { is: 'unknown', why: expect.stringContaining('both') },
    { is: 'unknown', why: expect.stringContaining('without a word on origin_id b') },
  ])
})
