import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { authenticate } from './authentication.ts'
import type { Row } from './fields.ts'
import { journalsOf } from './journal/answer.ts'
import { createJournal } from './journal/create.ts'
import { changeByComponent, createByComponent, orderByComponent } from './order/component.ts'
import { orderOf, postOrder, putOrderCall } from './order/handler.ts'
import { hasOperation } from './permissions.ts'
import { executeQuery, queryPrompts } from './query/service.ts'
import { Refusal, refusalAnswer } from './refusal.ts'
import type { Answer, Call, Site } from './site.ts'

const CONNECTOR = '/PSIGW/RESTListeningConnector/'
const NOT_FOUND =
  '<HTML><HEAD><TITLE>Error 404--Not Found</TITLE></HEAD><BODY><H2>Error 404--Not Found</H2></BODY></HTML>'

/** Handlers by service operation. */
const handlers: Readonly<Record<string, (site: Site, call: Call) => Answer>> = {
  QAS_EXECUTEQRY_REST_GET: executeQuery,
  QAS_LISTQUERYPROMPTS_REST_GET: queryPrompts,
  PROCORE_JRNL_POST: createJournal,
  PROCORE_JRNL_GET: journalsOf,
  PROCORE_PO_POST: postOrder,
  PROCORE_PO_PUT: putOrderCall,
  PROCORE_PO_GET: orderOf,
  CIRT_PURCHASE_ORDER_C_POST: createByComponent,
  CIRT_PURCHASE_ORDER_UD_PUT: changeByComponent,
  CIRT_PURCHASE_ORDER_G_GET: orderByComponent,
}

/** The Integration Gateway's own paths: the REST listening connector and the status page (peoplesoft.md §1). */
export async function addGateway(app: FastifyInstance, site: Site): Promise<void> {
  await app.register(async scope => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string' }, async (_request: unknown, body: string) => body)
    scope.all(`${CONNECTOR}*`, (request, reply) => answerCall(site, request, reply))
    scope.get('/PSIGW/PeopleSoftListeningConnector', (_request, reply) =>
      reply
        .header('date', site.clock.now().toUTCString())
        .type('text/html; charset=UTF-8')
        .send(
          '<html><body><h1>PeopleSoft Integration Gateway</h1><p>PeopleSoft Listening Connector</p>' +
            '<p>Tools Version: 8.61.09</p><p>Status: ACTIVE</p></body></html>',
        ),
    )
  })
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).type('text/html; charset=UTF-8').send(NOT_FOUND),
  )
}

async function answerCall(site: Site, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  void reply.header('transactionid', randomUUID()).header('date', site.clock.now().toUTCString())
  let answer: Omit<Answer, 'type'> & { type: string }
  try {
    const down = site.faults.take(request, 'domain-down')
    if (down) {
      const { status = 503 } = down.args as { status?: number }
      return reply
        .code(status)
        .type('text/html; charset=UTF-8')
        .send('<html><body>Service Unavailable</body></html>')
    }
    const crash = site.faults.take(request, 'app-server-500')
    if (crash && crash.args.after_commit !== true) return reply.code(500).send()
    answer = await perform(site, request)
    if (crash) return reply.code(500).send()
    const slow = site.faults.take(request, 'slow')
    if (slow) await sleep(Number(slow.args.ms ?? 1000))
  } catch (error) {
    if (!(error instanceof Refusal)) console.error(error)
    const unforeseen = () => new Refusal('framework', 10001, `Handler exception: ${error}`)
    const refusal = error instanceof Refusal ? error : unforeseen()
    answer = refusalAnswer(site, refusal)
  }
  void reply.code(answer.status)
  if (answer.body !== '') void reply.type(answer.type)
  const accepted = String(request.headers['accept-encoding'] ?? '').includes('gzip')
  if (site.switches.get('gzip') === 'no' || !accepted) return reply.send(answer.body)
  return reply.header('content-encoding', 'gzip').send(gzipSync(answer.body))
}

/** Node, alias, operation, user, permission: in the order of peoplesoft.md §2; then the handler. */
async function perform(site: Site, request: FastifyRequest): Promise<Answer> {
  const url = new URL(request.url, 'http://gateway')
  const [node = '', alias = '', ...path] = url.pathname
    .slice(CONNECTOR.length)
    .split('/')
    .map(decodeURIComponent)
  if (node !== site.node)
    throw new Refusal('node', 10201, `Node ${node} is not known to this gateway`, [node])
  const operation = operationOf(site, alias, request.method)
  const name = operation.IB_OPERATIONNAME!
  if (operation.ACTIVE_FLAG !== 'A')
    throw new Refusal('inactive', 10203, `Service operation ${name} is not active`, [name])
  const oprid = await authenticate(site, operation, request.method, request.headers.authorization)
  if (!hasOperation(site.db, oprid, name))
    throw new Refusal('permission', 536, `User ${oprid} is not authorized to invoke ${name}`, [oprid, name])
  const handler = handlers[name]
  if (!handler) throw new Refusal('framework', 10204, `Service operation ${name} has no handler`, [name])
  return handler(site, {
    oprid,
    path: path.filter(part => part !== ''),
    query: url.searchParams,
    body: typeof request.body === 'string' ? request.body : '',
    traceparent: String(request.headers.traceparent ?? '') || null,
  })
}

function operationOf({ db }: Site, alias: string, method: string): Row {
  const operation = [...db.table('PSOPERATION').under([])].find(
    one => one.IB_ALIASNAME === alias && one.IB_RESTMETHOD === method,
  )
  if (!operation)
    throw new Refusal('operation', 10202, `No ${method} operation has the alias ${alias}`, [alias])
  return operation
}
