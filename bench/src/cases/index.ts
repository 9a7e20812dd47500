import type { Case } from '../bench.ts'
import { benchCapture } from './capture.ts'
import { benchIngress } from './ingress.ts'
import { benchJournals } from './journals.ts'
import { benchLand } from './land.ts'
import { benchSweep } from './sweep.ts'
import { benchVendors } from './vendors.ts'

export type CaseName = 'capture' | 'land' | 'vendors' | 'journals' | 'ingress' | 'sweep'

/** What is measured, in the order of a run. */
export const cases: Record<CaseName, { about: string; run: Case }> = {
  capture: { about: 'suppliers polled, minted and published', run: benchCapture },
  land: { about: 'vendor events from their topic into the ledger', run: benchLand },
  vendors: { about: 'vendors delivered in bulk, Procore 0 and 20 ms away', run: benchVendors },
  journals: {
    about: 'direct costs landed, delivered as journals, and followed until posted',
    run: benchJournals,
  },
  ingress: { about: 'webhooks acknowledged once they are safe in Kafka', run: benchIngress },
  sweep: { about: 'calls that sweeping the direct costs of a project takes', run: benchSweep },
}

export const caseNames = Object.keys(cases) as CaseName[]
