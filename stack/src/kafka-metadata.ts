import { connect } from 'node:net'

const metadata = 3
const version = 1

/**
 * How many live brokers a broker lists, by one Metadata request (https://kafka.apache.org/protocol#The_Messages_Metadata).
 * Rejects when it does not answer within `timeoutMs`.
 */
export function brokersKnownTo({
  timeoutMs,
  ...at
}: {
  host: string
  port: number
  timeoutMs: number
}): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(at)
    let answer = Buffer.alloc(0)
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no answer within ${timeoutMs} ms`)))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('the connection was closed')))
    socket.once('connect', () => socket.write(request()))
    socket.on('data', chunk => {
      answer = Buffer.concat([answer, chunk])
      // Size, correlation id, number of brokers: an int32 each.
      if (answer.length < 12) return
      resolve(answer.readInt32BE(8))
      socket.destroy()
    })
  })
}

function request(): Buffer {
  const bytes = Buffer.alloc(18)
  bytes.writeInt32BE(bytes.length - 4, 0)
  bytes.writeInt16BE(metadata, 4)
  bytes.writeInt16BE(version, 6)
  bytes.writeInt32BE(1, 8)
  bytes.writeInt16BE(-1, 12)
  // An empty list of topics, which in this version asks for none.
  bytes.writeInt32BE(0, 14)
  return bytes
}
