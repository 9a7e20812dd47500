import { createServer, type Server } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { assertPortsFree, freePortBase, portBase, portsAt } from './ports.ts'

const servers: Server[] = []
afterEach(() => servers.splice(0).forEach(server => server.close()))

async function listen(host: string): Promise<number> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>(resolve => server.listen({ host, port: 0 }, resolve))
  return (server.address() as { port: number }).port
}

test('every part has its fixed place above the base', () => {
  expect(portsAt(24_000)).toEqual({
    peoplesoft: 24_010,
    issuer: 24_011,
    procore: 24_020,
    ingress: 24_030,
    postgres: 24_032,
    console: 24_040,
    psPoller: 24_051,
    procoreIngress: 24_052,
    procoreWriter: 24_053,
    psWriter: 24_054,
    registry: 24_081,
    kafka: 24_092,
    kafkaController: 24_093,
  })
})

test('the base is 24000 unless PLUMBLINE_PORT_BASE says otherwise', () => {
  expect(portBase({})).toBe(24_000)
  expect(portBase({ PLUMBLINE_PORT_BASE: '31000' })).toBe(31_000)
})

test.each(['', 'x', '80', '24000.5', '65500', '-1'])(
  'a port base of "%s" is refused in one sentence',
  text => {
    expect(() => portBase({ PLUMBLINE_PORT_BASE: text })).toThrow(
      `PLUMBLINE_PORT_BASE must be a whole number from 1024 to 65442, not "${text}".`,
    )
  },
)

test.each(['127.0.0.1', '0.0.0.0', '::'])(
  'a port taken on %s is named with its purpose and its holder',
  async host => {
    const port = await listen(host)
    const refusal = assertPortsFree({ ...portsAt(await freePortBase()), kafka: port })
    await expect(refusal).rejects.toThrow(`Port ${port}, meant for Kafka, is taken by pid ${process.pid} (`)
    await expect(refusal).rejects.toThrow('stop that, or choose other ports, e.g. PLUMBLINE_PORT_BASE=25000.')
  },
)

test('a base is found on which nothing listens', async () => {
  await expect(assertPortsFree(portsAt(await freePortBase()))).resolves.toBeUndefined()
})
