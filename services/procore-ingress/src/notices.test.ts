import { expect, test } from 'vitest'
import { payloadVersionOf } from './notices.ts'

test.each([
  ['{"id":1,"api_version":"v2","resource_name":"Direct Costs"}', 'v2.0'],
  ['{"id":1,"api_version":"v2.0","resource_name":"Direct Costs"}', 'v2.0'],
  ['{"api_version" : "v3.0","resource_name":"Direct Costs"}', 'v3.0'],
  ['[{"id":"01J","reason":"update","resource_type":"Direct Costs"}]', 'v4.0'],
  ['not json at all', null],
  ['', null],
])('the payload version of %s is told as %s', (body, version) => {
  expect(payloadVersionOf(Buffer.from(body))).toBe(version)
})
