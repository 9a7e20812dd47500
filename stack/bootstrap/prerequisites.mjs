import { spawnSync } from 'node:child_process'
import { statfsSync } from 'node:fs'
import { join } from 'node:path'

/** A failure that its message explains in full. */
export class Sentence extends Error {}

const gibibyte = 2 ** 30

/** Java 17 or newer: that of JAVA_HOME, else the one on the path. */
export function checkJava() {
  const home = process.env.JAVA_HOME
  const java = home ? join(home, 'bin', 'java') : 'java'
  const what = 'Kafka and the schema registry need Java 17 or newer'
  const remedy = 'install one (e.g. the package openjdk-17-jre-headless) or let JAVA_HOME name its folder.'
  const { error, stderr } = spawnSync(java, ['-version'], { encoding: 'utf8' })
  if (error)
    throw new Sentence(`${what}, and ${home ? `JAVA_HOME (${home}) has none` : 'there is none'}: ${remedy}`)
  const major = javaMajor(stderr)
  if (major < 17) throw new Sentence(`${what}, and ${java} is Java ${major}: ${remedy}`)
}

/** The major version in what `java -version` prints: 8 for `"1.8.0_412"`, 17 for `"17.0.15"`, NaN for anything else. */
function javaMajor(text) {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(text) ?? []
  return Number(first === '1' ? second : first)
}

/** Maven fetches the jars. */
export function checkMaven() {
  if (spawnSync('mvn', ['--version']).error)
    throw new Sentence(
      'Maven is needed to fetch Kafka and the schema registry, and there is no mvn: install it (e.g. the package maven).',
    )
}

/** npm fetches everything else. */
export function checkNpm() {
  if (spawnSync('npm', ['--version']).error)
    throw new Sentence(
      'npm is needed to fetch the packages, and there is none: install it (it comes with Node).',
    )
}

/** Room for what is about to be written to the folder's disk. */
export function checkDisk(folder, gibibytes) {
  const { bavail, bsize } = statfsSync(folder)
  const free = (bavail * bsize) / gibibyte
  if (free < gibibytes)
    throw new Sentence(
      `Only ${free.toFixed(2)} GiB are free on the disk of ${folder}, ${gibibytes} GiB are needed: make some room.`,
    )
}
