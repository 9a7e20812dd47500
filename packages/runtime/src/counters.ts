import type { Landed } from '@plumbline/engine'
import { metric } from './metrics.ts'
import type { Telemetry } from './telemetry.ts'

/** Counts what is landed, by what became of it. */
export function countLanded({ meter }: Telemetry): (landed: Landed, deadLetters: number) => void {
  const counter = meter.createCounter(...metric('plumbline_landed_total'))
  return ({ landed, duplicates, revived }, deadLetters) => {
    counter.add(landed, { result: 'landed' })
    counter.add(duplicates, { result: 'duplicate' })
    counter.add(revived, { result: 'revived' })
    counter.add(deadLetters, { result: 'dead-letter' })
  }
}
