import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { brokersKnownTo } from './kafka-metadata.ts'

const servers: Server[] = []
afterEach(() => servers.splice(0).forEach(server => server.close()))

async function ask(serve: (socket: Socket) => void): Promise<number> {
  const server = createServer(serve)
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return brokersKnownTo({ host: '127.0.0.1', port, timeoutMs: 100 })
}

test('a broker that is not yet let into its cluster lists nobody, byte by byte', async () => {
  const answer = Buffer.from([0, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0])
  const brokers = ask(socket =>
    socket.once('data', () => {
      socket.write(answer.subarray(0, 5))
      setImmediate(() => socket.write(answer.subarray(5)))
    }),
  )
  expect(await brokers).toBe(0)
})

test('a port that hangs up or says nothing is not a broker', async () => {
  await expect(ask(socket => socket.end())).rejects.toThrow('closed')
  await expect(ask(socket => socket.resume())).rejects.toThrow('no answer within 100 ms')
})
