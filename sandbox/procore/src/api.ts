import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify'
import type { Call } from './call.ts'
import { callOf, type Entrant, enter } from './gate.ts'
import type { Procore } from './procore.ts'
import { RateLimit } from './rate-limit.ts'
import type { Tokens } from './tokens.ts'

/** Answers a call with the body of the success; refuses by throwing `Refusal`. */
type Handler = (call: Call) => unknown

/** Where resources put their routes; success is 200, or 201 for `post`, unless a route says otherwise. */
export type Api = {
  get(path: string, handler: Handler): void
  post(path: string, handler: Handler, status?: number): void
  patch(path: string, handler: Handler, status?: number): void
  delete(path: string, handler: Handler, status?: number): void
}

/** The routes under `/rest`, each behind the gate; a v2 body is wrapped in `data` (procore.md §2.1). */
export function makeApi(app: FastifyInstance, procore: Procore, tokens: Tokens): Api {
  const limit = new RateLimit(procore)
  const entrants = new WeakMap<FastifyRequest, Entrant>()

  const add = (method: HTTPMethods, path: string, status: number, handler: Handler) => {
    const wraps = path.startsWith('/rest/v2')
    app.route({
      method,
      url: path,
      onRequest: async (request, reply) => {
        entrants.set(request, enter(procore, tokens, limit, request, reply))
      },
      handler: async (request, reply) => {
        reply.code(status)
        const answer = await handler(callOf(procore, entrants.get(request)!, request, reply))
        if (reply.sent) return reply
        if (reply.statusCode === 204) return reply.send()
        return reply.send(wraps ? { data: answer } : answer)
      },
    })
  }
  return {
    get: (path, handler) => add('GET', path, 200, handler),
    post: (path, handler, status = 201) => add('POST', path, status, handler),
    patch: (path, handler, status = 200) => add('PATCH', path, status, handler),
    delete: (path, handler, status = 200) => add('DELETE', path, status, handler),
  }
}
