import type { AddressInfo } from 'node:net'
import { buildProcoreSandbox, type ProcoreSandbox, type ProcoreSandboxOptions } from './sandbox.ts'

export type { PersonOrder } from './person.ts'
export { buildProcoreSandbox, type ProcoreSandbox, type ProcoreSandboxOptions } from './sandbox.ts'

/** A Procore sandbox that listens on 127.0.0.1, on a free port unless one is named. */
export async function startProcoreSandbox(
  options: ProcoreSandboxOptions & { port?: number } = {},
): Promise<ProcoreSandbox & { url: string }> {
  const built = await buildProcoreSandbox(options)
  await built.app.listen({ host: '127.0.0.1', port: options.port ?? 0 })
  const { port } = built.app.server.address() as AddressInfo
  return { ...built, url: `http://127.0.0.1:${port}` }
}
