import { Pool } from 'undici'

/** What a server was asked, and how it took it. */
export type Load = { seconds: number; latenciesMs: number[] }

/**
 * Sends that many POSTs over so many connections, each sending its next one when the last is answered.
 * @throws when one is not answered with 202
 */
export async function load(
  origin: string,
  path: string,
  headers: Record<string, string>,
  bodies: string[],
  connections: number,
  signal: AbortSignal,
): Promise<Load> {
  const pool = new Pool(origin, { connections, pipelining: 1 })
  const latenciesMs: number[] = []
  const left = bodies.values()
  const sendOn = async () => {
    for (const body of left) {
      const sentAt = performance.now()
      const answer = await pool.request({ method: 'POST', path, headers, body, signal })
      await answer.body.dump()
      if (answer.statusCode !== 202) throw new Error(`${origin}${path} answered ${answer.statusCode}`)
      latenciesMs.push(performance.now() - sentAt)
    }
  }
  const began = performance.now()
  try {
    await Promise.all(Array.from({ length: connections }, sendOn))
    return { seconds: (performance.now() - began) / 1000, latenciesMs }
  } finally {
    await pool.destroy()
  }
}
