import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { flows } from '@plumbline/flows'
import { describe, expect, test } from 'vitest'

const here = import.meta.dirname
const files = await Array.fromAsync(glob('**/*.ts', { cwd: here, exclude: ['testing/**', '**/*.test.ts'] }))
const sources = files.map(file => ({ file, text: readFileSync(join(here, file), 'utf8') }))

/** Words by which the engine would know what moves, or what it moves between. */
const entities = flows.map(flow => flow.entity.name)
const vendorsWords =
  /peoplesoft|procore|psigw|queryprompts|executequery|setid|journal_id|business_unit|chartfield|origin_id|commitment|oprid|webhooks?\/v|x-rate-limit/i
const MAY_IMPORT = ['@plumbline/flow-kit', '@opentelemetry/api', 'croner']

describe('the engine knows no entity and no driver', () => {
  test('there are sources to be read', () => {
    expect(files.length).toBeGreaterThan(20)
    expect(entities.length).toBeGreaterThan(2)
  })

  test.each(sources)('$file names no entity', ({ text }) => {
    for (const entity of entities) {
      const spellings = [
        entity,
        entity.replaceAll('-', '_'),
        entity.replaceAll('-', ' '),
        pascal(entity),
        camel(entity),
      ]
      for (const spelling of spellings) expect(code(text)).not.toMatch(new RegExp(`\\b${spelling}s?\\b`))
    }
  })

  test.each(sources)('$file says no word of either vendor', ({ text }) => {
    expect(code(text)).not.toMatch(vendorsWords)
  })

  test.each(sources)('$file imports its own files, flow-kit and what it is built with', ({ file, text }) => {
    for (const [, from] of text.matchAll(/from '([^']+)'/g)) {
      if (from!.startsWith('node:') || MAY_IMPORT.includes(from!)) continue
      expect(from).toMatch(/^\.\.?\//)
      expect(relative(here, join(here, file, '..', from!))).not.toMatch(/^\.\.|testing/)
    }
  })
})

/** A source without its comments: an example may be named there. */
const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
const pascal = (name: string) => name.replace(/(^|-)(\w)/g, (_, __, letter: string) => letter.toUpperCase())
const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())
