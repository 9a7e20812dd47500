import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installJars, jarsAreHere } from './jars.mjs'
import { launch } from './launch.mjs'
import { onlyOne } from './only-one.mjs'
import { installPackages, packagesAreHere } from './packages.mjs'
import { checkDisk, checkJava, checkMaven, checkNpm, Sentence } from './prerequisites.mjs'

const root = fileURLToPath(new URL('../..', import.meta.url))
const programs = { demo: 'apps/demo/src/main.ts', test: 'tests/run.ts', bench: 'bench/run.ts' }

/** Checks the prerequisites, installs what is missing, then becomes the named program as far as anyone can tell. */
export async function run(name, args) {
  const program = programs[name]
  try {
    if (!program) throw new Sentence(`Say which to run: ${Object.keys(programs).join(', ')}.`)
    checkJava()
    const complete = () => packagesAreHere(root) && jarsAreHere(root)
    checkDisk(root, complete() ? 0.25 : 2)
    if (!complete()) await onlyOne(root, () => install())
    if (!existsSync(join(root, program))) throw new Sentence(`There is no ${program} in this checkout.`)
    await launch(root, program, args)
  } catch (error) {
    if (!(error instanceof Sentence)) throw error
    console.error(error.message)
    process.exit(2)
  }
}

async function install() {
  if (!packagesAreHere(root)) {
    checkNpm()
    await installPackages(root)
  }
  if (!jarsAreHere(root)) {
    checkMaven()
    await installJars(root)
  }
}
