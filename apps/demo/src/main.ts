import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readStatus, whatIsOpen } from '@plumbline/ops'
import { forgetStack, portBase, portsAt, StackError } from '@plumbline/stack'
import { layoutAt, root, type World } from './layout.ts'
import { startSystem } from './system.ts'

const { values } = parseArgs({
  options: {
    once: { type: 'boolean' },
    fresh: { type: 'boolean' },
    world: { type: 'string', default: 'skeleton' },
  },
})
const layout = layoutAt(join(root, '.plumbline/demo'))
if (values.fresh) await forgetStack(layout.dir)
const stopping = new AbortController()
process.once('SIGINT', () => stopping.abort(new Error('stopped')))
process.once('SIGTERM', () => stopping.abort(new Error('stopped')))
const base = portBase()
try {
  const system = await startSystem({
    layout,
    ports: portsAt(base),
    portBase: base,
    world: values.world as World,
    say: line => console.log(line),
    signal: stopping.signal,
  })
  for (let i = 0; i < 60 && !stopping.signal.aborted; i++) {
    const status = await readStatus(system.ops)
    console.log(
      JSON.stringify(
        status.flows.map(f => [
          f.flow,
          f.applied,
          f.waiting,
          f.inDoubt,
          f.following,
          f.parked,
          f.held,
          f.dead,
          f.skipped,
          f.latencySeconds,
        ]),
      ),
      whatIsOpen(status).join('; '),
    )
    await new Promise(r => setTimeout(r, 1000))
    if (i > 5 && whatIsOpen(status).length === 0 && values.once) break
  }
  await system.stop()
} catch (error) {
  console.error(error instanceof StackError ? error.message : error)
  process.exitCode = 1
}
