import formbody from '@fastify/formbody'
import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import type { Input } from './fields.ts'
import { readJson } from './json.ts'
import { nestBrackets } from './query.ts'
import { Refusal } from './refusal.ts'

/** Reads bodies as Procore takes them: JSON without loss, forms and multipart with bracketed names (procore.md §2.1). */
export async function addBodies(app: FastifyInstance): Promise<void> {
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    if (text === '') return done(null, undefined)
    try {
      done(null, readJson(String(text)))
    } catch {
      done(new Refusal(400, 'There was a problem in the JSON you submitted.'))
    }
  })
  await app.register(formbody)
  await app.register(multipart, { attachFieldsToBody: 'keyValues', limits: { fileSize: 200_000_000 } })
  app.addHook('preValidation', async request => {
    const type = request.headers['content-type'] ?? ''
    if (/^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(type) && request.body)
      request.body = nestBrackets(request.body as Input)
  })
}
