import { parseJson } from '@plumbline/http'
import { expect, test } from 'vitest'
import { readNotices } from './notices.ts'

const v2 = `{"id":5982324300946918154,"ulid":"01KAB2C3D4E5F6G7H8J9K0M1N2","timestamp":"2026-01-31T14:05:09.123456Z",
  "event_type":"update","resource_name":"Direct Costs","resource_id":562949953421313,"company_id":4266,"project_id":87001,
  "user_id":9002,"api_version":"v2.0","metadata":{"source_user_id":9002,"source_project_id":87001,"source_company_id":4266,
  "source_application_id":null,"source_operation_id":null}}`
const v3 = v2
  .replace('"v2.0"', '"v3.0"')
  .replace('"Direct Costs"', '"Direct Cost Line Items"')
  .replace('"metadata"', '"related_resources":[{"id":9007199254740993,"name":"Direct Costs"}],"metadata"')
const v4 = `{"id":"01KAB2C3D4E5F6G7H8J9K0M1N2","timestamp":"2026-01-31T14:05:09.123456Z","reason":"Approved","resource_type":
  "Direct Costs","resource_id":"562949953421313","company_id":"4266","project_id":"","user_id":"9002"}`

const read = (text: string) => readNotices(parseJson(text))

test('a classic notice is read (v2.0)', () => {
  expect(read(v2)).toEqual({
    faults: [],
    notices: [
      {
        resource: 'Direct Costs',
        id: '562949953421313',
        event: 'update',
        projectId: '87001',
        related: [],
        eventId: '01KAB2C3D4E5F6G7H8J9K0M1N2',
        at: '2026-01-31T14:05:09.123456Z',
        companyId: '4266',
        userId: '9002',
        applicationId: null,
      },
    ],
  })
})

test('a notice of a line names its direct cost, ids above 2^53 with every digit (v3.0)', () => {
  expect(read(v3).notices).toMatchObject([
    { resource: 'Direct Cost Line Items', related: [{ resource: 'Direct Costs', id: '9007199254740993' }] },
  ])
})

test('the newest form is read: reason for event, texts for ids, no project (v4.0)', () => {
  expect(read(v4).notices).toMatchObject([
    {
      resource: 'Direct Costs',
      id: '562949953421313',
      event: 'approved',
      projectId: null,
      applicationId: null,
    },
  ])
})

test('an event id above 2^53 serves where there is no ULID', () => {
  expect(read(v2.replace('"ulid":"01KAB2C3D4E5F6G7H8J9K0M1N2",', '')).notices[0]?.eventId).toBe(
    '5982324300946918154',
  )
})

test('a list is read one by one: what is no notice is told in words and costs none of the others', () => {
  expect(read(`[${v2},{"hello":"world"},7,${v4}]`)).toMatchObject({
    notices: [{ event: 'update' }, { event: 'approved' }],
    faults: ['notice 2.resource_name is not there', 'notice 3 is not an object'],
  })
})

test.each([
  ['null', 'the notice is not an object'],
  ['"ping"', 'the notice is not an object'],
  ['{"event_type":"update"}', 'the notice.resource_name is not there'],
  ['{"resource_name":"Projects"}', 'the notice.event_type is not there'],
])('%s is no notice', (text, fault) => {
  expect(read(text)).toEqual({ notices: [], faults: [fault] })
})

test('a body that was not read losslessly is told, not believed', () => {
  expect(readNotices(JSON.parse(v2.replace('562949953421313', '9007199254740993'))).faults).toEqual([
    expect.stringContaining('lost digits'),
  ])
})
