import { expect, test } from 'vitest'
import { type ErrorShape, errorBody, errorBodyV2, invalid, notFound, Refusal } from './refusal.ts'
import { start } from './testing/start.ts'

const blank = invalid('name', "can't be blank")

test.each<[ErrorShape, unknown]>([
  ['fields', { errors: { name: ["can't be blank"] } }],
  ['base', { errors: { base: ["name can't be blank"] } }],
  ['list', { errors: ["name can't be blank"] }],
  ['text', { errors: "name can't be blank" }],
  ['message', { message: "name can't be blank" }],
  ['error', { error: "name can't be blank", message: "name can't be blank" }],
  [
    'generic',
    {
      code: 422,
      message: "name can't be blank",
      fields: 'name',
      reason: 'UNPROCESSABLE_ENTITY',
      error: "name can't be blank",
    },
  ],
  [
    'detailed',
    {
      error: {
        code: 'UNPROCESSABLE_ENTITY',
        message: "name can't be blank",
        details: [{ code: 'UNPROCESSABLE_ENTITY', message: "can't be blank", source: 'name' }],
      },
    },
  ],
])('the error shape %s is as found in public sources (procore.md §2.6)', (shape, body) => {
  expect(errorBody(blank, shape)).toEqual(body)
})

test('the documented shape follows the status (procore.md §2.6)', () => {
  expect(errorBody(blank, 'documented')).toEqual({ errors: { name: ["can't be blank"] } })
  expect(errorBody(notFound(), 'documented')).toEqual({ errors: 'Item not found' })
  expect(errorBody(new Refusal(403, 'No.'), 'documented')).toEqual({ errors: ['No.'] })
  expect(errorBody(new Refusal(429, 'Slow.'), 'documented')).toEqual({ message: 'Slow.' })
})

test('v2 has one shape with code, message and details (procore.md §2.1)', () => {
  expect(errorBodyV2(blank)).toEqual({
    error: {
      code: 'UNPROCESSABLE_ENTITY',
      message: "name can't be blank",
      details: [{ reason_code: 'UNPROCESSABLE_ENTITY', message: "can't be blank", source: 'name' }],
    },
  })
})

test('a caller sees the shape and the status that the switches choose', async () => {
  const { call, sandbox } = await start()
  const post = () => call('POST', '/rest/v1.0/vendors', { company_id: 4266, vendor: { name: ' ' } })
  expect(await post()).toMatchObject({ status: 422, body: { errors: { name: ["can't be blank"] } } })
  sandbox.switches.set('errorShape', 'list')
  sandbox.switches.set('validationStatus', '400')
  expect(await post()).toMatchObject({ status: 400, body: { errors: ["name can't be blank"] } })
})

test('malformed JSON, a missing wrapper and an unknown route are refused in the same shapes (procore.md §2.6)', async () => {
  const { call, raw, token } = await start()
  const headers = {
    authorization: `Bearer ${await token()}`,
    'procore-company-id': '4266',
    'content-type': 'application/json',
  }
  expect((await raw('POST', '/rest/v1.0/vendors', { body: '{"company_id":', headers })).status).toBe(400)
  const wrapper = await call('POST', '/rest/v1.0/vendors', { company_id: 4266, company: { name: 'x' } })
  expect(wrapper).toMatchObject({ status: 400, body: { errors: { vendor: ['is missing'] } } })
  expect((await call('GET', '/rest/v1.0/projects/87001/cost_codes')).status).toBe(404)
})
