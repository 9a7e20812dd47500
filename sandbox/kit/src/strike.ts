import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Faults } from './faults.ts'

/** The faults that any HTTP server can have; a vendor's own faults are taken where that vendor's code runs. */
export const commonFaults = [
  'delay',
  'reset-before-commit',
  'reset-after-commit',
  'status',
  'html-login',
  'garbage-json',
] as const

const LOGIN_PAGE =
  '<!DOCTYPE html><html><head><title>Sign In</title></head><body><form method="post" action="/login">' +
  '<input name="userid"><input name="pwd" type="password"></form></body></html>'

/**
 * Lets the common faults strike every call outside `/__sandbox`:
 * `delay {ms}`, `reset-before-commit` (connection cut, nothing done), `reset-after-commit` (done, connection cut),
 * `status {status, headers, body}`, `html-login` (200 with a login page), `garbage-json` (200, half a JSON text).
 */
export function addCommonFaults(app: FastifyInstance, faults: Faults): void {
  app.addHook('preHandler', async (request, reply) => {
    if (isControl(request)) return
    const delay = faults.take(request, 'delay')
    if (delay) await sleep(Number(delay.args.ms ?? 1000))
    if (faults.take(request, 'reset-before-commit')) return cut(request, reply)
    const status = faults.take(request, 'status')
    if (status) return answerStatus(reply, status.args)
    if (faults.take(request, 'html-login')) return reply.type('text/html; charset=UTF-8').send(LOGIN_PAGE)
    if (faults.take(request, 'garbage-json')) return reply.type('application/json').send('{"data": [{"id": 1')
  })
  app.addHook('onSend', async (request, reply) => {
    if (!isControl(request) && faults.take(request, 'reset-after-commit')) cut(request, reply)
  })
}

function isControl(request: FastifyRequest): boolean {
  return request.url.startsWith('/__sandbox')
}

function cut(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack()
  request.raw.socket.destroy()
  return reply
}

function answerStatus(reply: FastifyReply, args: Record<string, unknown>): FastifyReply {
  const {
    status = 503,
    headers = {},
    body = '',
  } = args as {
    status?: number
    headers?: Record<string, string>
    body?: unknown
  }
  return reply.code(status).headers(headers).send(body)
}
