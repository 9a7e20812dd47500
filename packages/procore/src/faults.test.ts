import { type Body, parseJson } from '@plumbline/http'
import { expect, test } from 'vitest'
import { describeFault, failRead, readFault } from './faults.ts'

const answer = (status: number, body: string | Body, headers = {}) => ({
  status,
  headers,
  body: typeof body === 'string' ? ({ is: 'json', value: parseJson(body) } as const) : body,
})

test.each([
  [
    '{"errors":{"name":["has already been taken","is too long"],"zip":["is invalid"]}}',
    'name: has already been taken, is too long; zip: is invalid',
  ],
  ['{"errors":{"base":["The record is locked"]}}', 'The record is locked'],
  ['{"errors":["App is not connected to this company."]}', 'App is not connected to this company.'],
  ['{"errors":"Unauthorized"}', 'Unauthorized'],
  ['{"message":"Business register already exists"}', 'Business register already exists'],
  ['{"error":"Not found","message":"No such line"}', 'No such line'],
  ['{"error":"Not found"}', 'Not found'],
  [
    '{"code":"FORBIDDEN","message":"No access","fields":{"project_id":["is not permitted"]},"reason":"policy"}',
    'No access; project_id: is not permitted',
  ],
  [
    '{"error":{"code":"INVALID","message":"Bad request","details":[{"code":"blank","message":"can\'t be blank","source":"vendor.name"}]}}',
    "Bad request; vendor.name: can't be blank",
  ],
  [
    '{"error":{"code":"BAD_REQUEST","message":"Bad","details":[{"reason_code":"required","source":{"pointer":"/due_date"}}]}}',
    'Bad; /due_date: required',
  ],
  ['{"reason":"The tool is disabled"}', 'The tool is disabled'],
  ['{"errors":{"code":"must be unique"}}', 'code: must be unique'],
  ['{"code":"E17"}', 'E17'],
  ['[]', 'no reason given'],
])('%s is understood (procore.md §2.6)', (body, says) => {
  expect(describeFault(readFault(answer(422, body)))).toBe(says)
})

test('the parts of an error are kept, and the id of the call', () => {
  expect(
    readFault(
      answer(400, '{"error":{"code":"INVALID","message":"Bad","details":[]}}', { 'x-request-id': 'r-1' }),
    ),
  ).toEqual({ status: 400, code: 'INVALID', message: 'Bad', fields: {}, requestId: 'r-1' })
})

test('a page and a bare status are told as such', () => {
  expect(describeFault(readFault(answer(502, { is: 'html', text: '<html>' })))).toMatch(/HTML page/)
  expect(describeFault(readFault(answer(500, { is: 'empty' })))).toBe('no reason given')
})

test.each([
  [403, '{"errors":["x"]}', { name: 'Refused', what: 'scope', code: 'procore-forbidden' }],
  [404, '{"errors":"Item not found"}', { name: 'Refused', what: 'scope', code: 'procore-not-visible' }],
  [400, '{"errors":"bad filter"}', { name: 'ProcoreError', message: 'vendors answered 400: bad filter' }],
  [
    200,
    { is: 'html', text: '<html>' } as Body,
    { name: 'OddAnswer', message: 'vendors answered 200 with html, not JSON' },
  ],
])('a read that is answered %i is never taken for an empty list', (status, body, error) => {
  expect(() => failRead('vendors', answer(status, body))).toThrow(expect.objectContaining(error))
})
