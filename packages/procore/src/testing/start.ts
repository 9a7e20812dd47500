import { startProcoreSandbox } from '@plumbline/sandbox-procore'
import { type ProcoreRows, skeletonProcore } from '@plumbline/sandbox-world'
import { Value } from 'typebox/value'
import { afterEach } from 'vitest'
import { createProcore } from '../client.ts'
import { ProcoreSettings } from '../settings.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** Has something end with the test. */
export const closeLater = (close: () => Promise<void>): void => void closing.push(close)

/** A client of a sandbox with the skeleton's rows, collections replaced by those of `rows`; both end with the test. */
export async function start(
  switches: Record<string, string | number> = {},
  changes: Partial<ProcoreSettings> = {},
  rows: ProcoreRows = {},
) {
  const { url, sandbox, close } = await startProcoreSandbox({
    rows: { ...skeletonProcore(), ...rows },
    switches: { spikeLimit: 1000, ...switches },
  })
  closeLater(close)
  const settings = Value.Parse(ProcoreSettings, {
    ...(Value.Default(ProcoreSettings, {}) as object),
    api_url: url,
    login_url: url,
    company_id: '4266',
    client_id: 'plumbline-demo',
    ...changes,
  })
  const procore = createProcore(settings, {
    secret: async () => 'plumbline-demo-secret',
    now: () => new Date(),
  })
  closeLater(procore.close)
  return { procore, sandbox, url }
}

/** The skeleton's project. */
export const project = '87001'
