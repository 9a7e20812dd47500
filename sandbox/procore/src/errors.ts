import type { FastifyInstance } from 'fastify'
import type { Procore } from './procore.ts'
import { errorBody, errorBodyV2, notFound, Refusal } from './refusal.ts'

/** Answers refusals, malformed bodies and unknown routes as Procore does; anything else is a bug: 500, and printed. */
export function addErrors(app: FastifyInstance, procore: Procore): void {
  app.setErrorHandler(async (error, request, reply) => {
    const refusal = asRefusal(error)
    const status =
      refusal.malformed && procore.switches.get('validationStatus') === '400' ? 400 : refusal.status
    const body = request.url.startsWith('/rest/v2')
      ? errorBodyV2(refusal)
      : errorBody(refusal, procore.switches.get('errorShape'))
    return reply.code(status).send(body)
  })
  app.setNotFoundHandler(() => {
    throw notFound('Route')
  })
}

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  const status = (error as { statusCode?: number }).statusCode
  if (status !== undefined && status < 500) return new Refusal(status, (error as Error).message)
  console.error(error)
  return new Refusal(500, 'Internal server error')
}
