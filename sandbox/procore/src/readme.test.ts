import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { procoreFaults, switches } from './switches.ts'

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
const section = readme.slice(readme.indexOf('\n## Procore')).replace(/(?<=.)\n## .*$/s, '')
/** The names that stand first in the rows of the table under a heading. */
const named = (heading: string) =>
  [...(section.split(`### ${heading}`)[1] ?? '').split('### ')[0]!.matchAll(/^\| `([\w-]+)/gm)].map(
    ([, name]) => name,
  )

test('the README has every switch with its values, and no other', () => {
  expect(named('Switches')).toEqual(Object.keys(switches))
  for (const [name, { values, default: first }] of Object.entries(switches))
    expect(section).toContain(
      `| \`${name}\` | ${values === 'number' ? `${first}, any number` : values.join(', ')} |`,
    )
})

test('the README has every fault of Procore’s own, and no other', () => {
  expect(named('Faults')).toEqual([...procoreFaults])
})
