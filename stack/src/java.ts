import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { StackError } from './stack-error.ts'

/** The Java to run: that of JAVA_HOME, else the one on the path. */
export const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java'

/** Fast to start on a small machine: one compiler, one collector thread. */
export const quickStart = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1']

/** The folder of the broker's or the registry's jars; a StackError where they were not fetched yet. */
export function jars(of: 'kafka' | 'registry'): string {
  const folder = resolve(import.meta.dirname, '../../.plumbline/jars', of)
  if (existsSync(folder)) return folder
  throw new StackError(
    `The ${of} jars are not here yet: "npm start" and "npm test" fetch them, run one of them once.`,
  )
}
