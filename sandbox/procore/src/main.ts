import { runSandbox } from '@plumbline/sandbox-kit'
import { demoProcore, demoToday, skeletonProcore } from '@plumbline/sandbox-world'
import { buildProcoreSandbox } from './sandbox.ts'

const seeds = { skeleton: skeletonProcore, demo: () => demoProcore(demoToday()) }

await runSandbox({
  name: 'procore',
  about: "a server that behaves like Procore's REST API; see sandbox/README.md",
  port: 24020,
  seeds: Object.keys(seeds),
  build: ({ data, seed, switches }) =>
    buildProcoreSandbox({
      data,
      ...(seed === null ? {} : { rows: seeds[seed as keyof typeof seeds]() }),
      switches: Object.fromEntries(switches),
    }),
})
