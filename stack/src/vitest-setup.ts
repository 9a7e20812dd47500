import { mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { freePortBase, portsAt } from './ports.ts'
import { forgetStack, startStack } from './stack.ts'
import { StackError } from './stack-error.ts'
import type { TestStack } from './testing.ts'

const folder = resolve(import.meta.dirname, '../../.plumbline')

/**
 * vitest's global setup: one stack a run, on free ports and in a folder of its own, so that runs and `npm start` go side
 * by side. It is stopped and deleted at the end; what a killed run left behind goes when the next one starts.
 */
export default async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  await forgetDeadRuns()
  const dir = join(folder, `test-${process.pid}`)
  const stack = await startStack({
    dir,
    ports: portsAt(await freePortBase()),
    profile: 'test',
    onLoss: console.error,
  })
  provide('stack', {
    kafka: stack.kafka,
    registryUrl: stack.registryUrl,
    postgresAdminUrl: stack.postgres.adminUrl,
  } satisfies TestStack)
  return async () => {
    await stack.stop()
    await forgetStack(dir)
  }
}

async function forgetDeadRuns(): Promise<void> {
  mkdirSync(folder, { recursive: true })
  for (const name of readdirSync(folder).filter(name => name.startsWith('test-')))
    try {
      await forgetStack(join(folder, name))
    } catch (error) {
      // A run beside this one.
      if (!(error instanceof StackError)) throw error
    }
}
