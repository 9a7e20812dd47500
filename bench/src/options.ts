import { parseArgs } from 'node:util'
import { type CaseName, caseNames, cases } from './cases/index.ts'

/** What was asked for on the command line. */
export type Options = {
  records: number
  rounds: number
  only: CaseName[]
  json: boolean
}

/** What `--help` prints. */
export const help = `npm run bench [-- OPTIONS]: measures Plumbline on a broker, a registry, a database and sandboxes of its own.

  --records N   suppliers; a tenth as many direct costs (default 5000, least 20)
  --rounds N    counted rounds of each case, after one that warms up (default 5); 1 has no warm-up
  --only NAME   this case only; may be given many times
  --json        results as JSON on standard output, in place of the table
  --help        this text

Cases:
${caseNames.map(name => `  ${name.padEnd(17)}${cases[name].about}`).join('\n')}

Every figure is the median of its rounds with the least and the greatest. What is measured and what it is measured
against take turns in one run, so their ratio (×) holds on a busy machine too; rates alone do not.`

/** Reads the command line. Null: help was asked for. @throws with one sentence about what is wrong */
export function readOptions(args: string[]): Options | null {
  const { values } = parseArgs({
    args,
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      records: { type: 'string', default: '5000' },
      rounds: { type: 'string', default: '5' },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const unknown = values.only.find(name => !isCase(name))
  if (unknown !== undefined)
    throw new Error(`--only takes one of ${caseNames.join(', ')}, not ${unknown || 'nothing'}.`)
  return {
    records: wholeNumber('--records', values.records, 20),
    rounds: wholeNumber('--rounds', values.rounds, 1),
    only: values.only.length > 0 ? caseNames.filter(name => values.only.includes(name)) : caseNames,
    json: values.json,
  }
}

const isCase = (name: string): name is CaseName => (caseNames as string[]).includes(name)

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= least && value <= 1_000_000) return value
  throw new Error(`${option} takes a whole number from ${least} to 1000000, not "${text}".`)
}
