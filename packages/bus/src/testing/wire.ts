import { connect, type Socket } from 'node:net'
import type { ISocketFactory } from 'kafkajs'

/** A wire to the broker that can be broken: a double for tests. */
export type Wire = {
  socketFactory: ISocketFactory
  /**
   * `hang`: what we send arrives, no answer is read. `cut`: no connection lives. `half-open`: those there are stay
   * silent for ever, as behind a firewall that forgot them; new ones are whole. `vanish`: no connection lives, and no
   * error is told of it.
   */
  set(mode: WireMode): void
}

type WireMode = 'pass' | 'hang' | 'cut' | 'half-open' | 'vanish'

/** A wire that is whole to begin with. */
export function openWire(): Wire {
  const sockets = new Set<Socket>()
  let mode: WireMode = 'pass'

  function apply(socket: Socket): void {
    if (mode === 'cut') socket.destroy(new Error('read ECONNRESET'))
    else if (mode === 'vanish') socket.destroy()
    else if (mode === 'hang' || mode === 'half-open') socket.pause()
    else socket.resume()
  }

  return {
    socketFactory({ host, port, onConnect }) {
      const socket = connect({ host, port }, () => {
        onConnect()
        if (mode !== 'half-open') apply(socket)
      })
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
      return socket
    },
    set(next) {
      mode = next
      for (const socket of sockets) apply(socket)
      if (mode === 'half-open') sockets.clear()
    },
  }
}
