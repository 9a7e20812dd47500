import { fastify } from 'fastify'

/** What the ingress is measured against: `bare-route.ts PORT`, a route that takes a body and answers 202. */
const app = fastify()
app.removeAllContentTypeParsers()
app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
app.post('/webhooks/:connection', async (_request, reply) => reply.code(202).send())
app.get('/', async (_request, reply) => reply.send())

process.once('SIGTERM', () => void app.close().then(() => process.exit(0)))
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) })
