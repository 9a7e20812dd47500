import { runSandbox } from '@plumbline/sandbox-kit'
import { demoPeoplesoft, demoToday, type PeoplesoftRows, skeletonPeoplesoft } from '@plumbline/sandbox-world'
import { buildPeoplesoftSandbox } from './sandbox.ts'

const seeds: Readonly<Record<string, () => PeoplesoftRows>> = {
  skeleton: skeletonPeoplesoft,
  demo: () => demoPeoplesoft(demoToday()),
}

await runSandbox({
  name: 'peoplesoft',
  about:
    'behaves like PeopleSoft’s Integration Gateway with FSCM behind it (sandbox/README.md).\n' +
    'The authorization server for OAuth2 listens on the port after it.',
  port: 24010,
  seeds: Object.keys(seeds),
  async build({ host, port, data, seed, switches }) {
    const { app, issuer, close } = await buildPeoplesoftSandbox({
      rows: seed === null ? {} : seeds[seed]!(),
      data,
      switches: Object.fromEntries(switches),
    })
    app.addHook('onReady', async () => {
      const at = await issuer.listen({ host, port: port === 0 ? 0 : port + 1 })
      console.log(`its authorization server listens on ${at}`)
    })
    return { app, close }
  },
})
