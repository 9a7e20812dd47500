import { spawn } from 'node:child_process'
import { Sentence } from './prerequisites.mjs'

/**
 * Runs an installer and shows it as one line that counts what it fetches: rewritten on a terminal, repeated every ten
 * seconds elsewhere. Throws a Sentence if it fails, after printing all that the installer complained of.
 */
export async function showProgress({ title, command, args, options, counts, hides, remedy }) {
  const startedAt = Date.now()
  const said = []
  let fetched = 0
  const line = () => `${title}: ${fetched} fetched, ${Math.round((Date.now() - startedAt) / 1000)} s`
  const terminal = process.stderr.isTTY
  const show = () => process.stderr.write(terminal ? `\r${line()} ` : `${line()}\n`)
  if (!terminal) process.stderr.write(`${title} …\n`)
  const timer = setInterval(show, terminal ? 200 : 10_000)

  const installer = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [installer.stdout, installer.stderr])
    eachLine(stream, text => {
      if (counts.test(text)) fetched++
      if (!hides.test(text)) said.push(text)
    })
  const failure = await new Promise(resolve => {
    installer.once('error', error => resolve(error.message))
    installer.once('close', (code, signal) => resolve(code === 0 ? null : (signal ?? `exit code ${code}`)))
  })
  clearInterval(timer)
  process.stderr.write(`${terminal ? '\r' : ''}${line()}, ${failure === null ? 'done' : 'failed'}\n`)
  if (failure === null) return
  console.error(said.join('\n'))
  throw new Sentence(`${title}: failed (${failure}), see above. ${remedy}`)
}

function eachLine(stream, take) {
  let rest = ''
  stream.setEncoding('utf8')
  stream.on('data', text => {
    const lines = (rest + text).split('\n')
    rest = lines.pop()
    for (const one of lines) take(one)
  })
  stream.on('end', () => rest && take(rest))
}
