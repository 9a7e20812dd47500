import type { Landed } from '@plumbline/engine'
import type { Telemetry } from './telemetry.ts'

/** Counts what is landed, by what became of it. */
export function countLanded({ meter }: Telemetry): (landed: Landed, deadLetters: number) => void {
  const counter = meter.createCounter('plumbline_landed', {
    description: 'Rows landed from Kafka, by result: landed, duplicate, revived, dead-letter',
  })
  return ({ landed, duplicates, revived }, deadLetters) => {
    counter.add(landed, { result: 'landed' })
    counter.add(duplicates, { result: 'duplicate' })
    counter.add(revived, { result: 'revived' })
    counter.add(deadLetters, { result: 'dead-letter' })
  }
}
