import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { showProgress } from './progress.mjs'

/**
 * Whether node_modules holds what package-lock.json asks for, by npm's own record of what it installed (which it writes
 * last, so half an installation has none). A plain `npm ci` of the user's counts.
 */
export function packagesAreHere(root) {
  const record = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(record) || !existsSync(join(root, 'node_modules/.bin/node'))) return false
  return satisfies(packagesOf(record), packagesOf(join(root, 'package-lock.json')))
}

/** Whether the installed packages are the wanted ones; those for other platforms (`optional`) may be missing. */
function satisfies(installed, wanted) {
  const same = path => JSON.stringify(installed[path]) === JSON.stringify(wanted[path])
  const missing = path => path !== '' && !installed[path] && !wanted[path].optional
  return Object.keys(installed).every(same) && !Object.keys(wanted).some(missing)
}

/** `npm ci`, quietly: its complaints that this Node is too old for some packages do not matter, ours comes with it. */
export function installPackages(root) {
  // Those of node_modules/.bin are about to be deleted, the Node that npm would run on among them.
  const path = process.env.PATH.split(delimiter).filter(folder => !folder.endsWith('node_modules/.bin'))
  return showProgress({
    title: 'npm packages',
    command: 'npm',
    args: ['ci', '--loglevel=http', '--no-progress', '--no-fund', '--no-audit'],
    options: { cwd: root, env: { ...process.env, PATH: path.join(delimiter) } },
    counts: /npm http (fetch GET 200|cache) .*\.tgz/,
    hides: /^npm (http|warn EBADENGINE)/,
    remedy: 'Check that the npm registry can be reached, then run the same command again.',
  })
}

const packagesOf = file => JSON.parse(readFileSync(file, 'utf8')).packages
