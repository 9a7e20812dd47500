import type { Engine } from '../engine.ts'

/**
 * Lengthens a lease while `work` runs, however long a call or a page takes, and says so. `check` throws once the lease was lost: then
 * another reader is at it, and going on would only cost calls.
 */
export async function underLease<T>(
  { timing, log }: Engine,
  renew: () => Promise<boolean>,
  alive: () => void,
  work: (check: () => Promise<void>) => Promise<T>,
): Promise<T> {
  let lost = false
  const look = async () => {
    lost ||= !(await renew())
    alive()
  }
  const timer = setInterval(
    () => void look().catch((err: unknown) => log.warn({ err }, 'a lease could not be lengthened')),
    timing.leaseMs / 3,
  )
  try {
    return await work(async () => {
      await look()
      if (lost) throw new LeaseLost()
    })
  } finally {
    clearInterval(timer)
  }
}

/** Another reader has taken over: nothing is wrong, and nothing of ours is to be written down. */
export class LeaseLost extends Error {
  constructor() {
    super('another reader has taken over')
  }
}
