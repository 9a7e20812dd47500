import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'

const sameSignalMs = 1000

/** Runs a program on the project's own Node, passes signals on to it, and ends as it ends. */
export async function launch(root, program, args) {
  const bin = join(root, 'node_modules/.bin')
  const child = spawn(join(bin, 'node'), [join(root, program), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: bin + delimiter + process.env.PATH },
    // Out of the terminal's group: a Ctrl-C goes to the whole group, and npm passes it on besides, so the program
    // would see up to three of them and take the second for impatience.
    detached: true,
  })
  const last = {}
  const pass = (signal, as) =>
    process.on(signal, () => {
      const now = Date.now()
      if (now - (last[signal] ?? 0) > sameSignalMs) child.kill(as)
      last[signal] = now
    })
  pass('SIGINT', 'SIGINT')
  pass('SIGTERM', 'SIGTERM')
  pass('SIGHUP', 'SIGTERM')
  process.on('SIGWINCH', () => child.kill('SIGWINCH'))
  process.exitCode = await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]))
  })
}
