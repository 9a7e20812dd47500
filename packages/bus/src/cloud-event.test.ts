import { expect, test } from 'vitest'
import { type EventHead, fromHeaders, toHeaders } from './cloud-event.ts'

const head: EventHead = {
  id: 'b7f1',
  source: 'plumbline/c1/peoplesoft',
  type: 'plumbline.vendor.put',
  subject: 'SHARE:0000000001',
  time: '2026-03-01T10:00:00.000Z',
  fingerprint: '65a0a94dc3829993',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
}

test('an event is a CloudEvent in binary mode, with its trace', () => {
  expect(toHeaders(head)).toEqual({
    'content-type': 'application/avro',
    ce_specversion: '1.0',
    ce_id: 'b7f1',
    ce_source: 'plumbline/c1/peoplesoft',
    ce_type: 'plumbline.vendor.put',
    ce_subject: 'SHARE:0000000001',
    ce_time: '2026-03-01T10:00:00.000Z',
    ce_fingerprint: '65a0a94dc3829993',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  })
})

test('its head comes back, with or without a trace and a schema', () => {
  expect(fromHeaders(toHeaders(head))).toEqual(head)
  const bare = { ...head, fingerprint: null, traceparent: null }
  expect(fromHeaders(toHeaders(bare))).toEqual(bare)
})

test('a foreign record without these headers is no event', () => {
  expect(fromHeaders({ 'content-type': 'application/json', ce_id: 'x' })).toBeNull()
})
