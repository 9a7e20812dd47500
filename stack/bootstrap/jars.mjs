import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { showProgress } from './progress.mjs'

const pom = root => join(root, 'stack/pom.xml')
const folder = root => join(root, '.plumbline/jars')
const inventory = jars => join(jars, 'inventory.json')

/** Whether the jars that stack/pom.xml names are all here, each with the size it had when it was fetched. */
export function jarsAreHere(root) {
  const jars = folder(root)
  if (!existsSync(inventory(jars))) return false
  const { wanted, sizes } = JSON.parse(readFileSync(inventory(jars), 'utf8'))
  const size = file => statSync(join(jars, file), { throwIfNoEntry: false })?.size
  return wanted === digest(pom(root)) && Object.keys(sizes).every(file => size(file) === sizes[file])
}

/** Fetches the jars with Maven into a folder beside, which takes its place only when it is whole. */
export async function installJars(root) {
  const jars = folder(root)
  const half = `${jars}.part`
  rmSync(half, { recursive: true, force: true })
  await showProgress({
    title: 'Kafka and schema registry (Maven)',
    command: 'mvn',
    args: ['-B', '-Dstyle.color=never', '-f', pom(root), `-Djars=${half}`, 'generate-resources'],
    options: { cwd: root },
    counts: /Downloaded from .*\.(jar|gz) /,
    hides: /Download(ing|ed) from|^\[INFO\]/,
    remedy: 'Check that the Maven repository can be reached, then run the same command again.',
  })
  const files = readdirSync(half, { recursive: true }).filter(file => statSync(join(half, file)).isFile())
  const sizes = Object.fromEntries(files.map(file => [file, statSync(join(half, file)).size]))
  writeFileSync(inventory(half), JSON.stringify({ wanted: digest(pom(root)), sizes }, null, 1))
  rmSync(jars, { recursive: true, force: true })
  renameSync(half, jars)
}

const digest = file => createHash('sha256').update(readFileSync(file)).digest('hex')
