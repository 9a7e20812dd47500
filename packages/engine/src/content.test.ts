import { flows } from '@plumbline/flows'
import { type AvroRecord, schemaOf } from '@plumbline/schemas'
import { describe, expect, test } from 'vitest'
import { comparable, contentDigest } from './content.ts'

describe('C4: unchanged is judged by what the record says', () => {
  test('the order of fields says nothing, the order of a list does', () => {
    expect(contentDigest({ a: 1, b: { c: 2, d: 3 } })).toBe(contentDigest({ b: { d: 3, c: 2 }, a: 1 }))
    expect(contentDigest({ a: [1, 2] })).not.toBe(contentDigest({ a: [2, 1] }))
  })

  test.each([null, '', false, 'unknown', [], {}, undefined, { deeper: { empty: null } }])(
    'a field that says nothing (%j) is as good as none',
    nothing => {
      expect(contentDigest({ name: 'x', nothing })).toBe(contentDigest({ name: 'x' }))
    },
  )

  test.each([0, '0', ' ', true, [null], 'no'])('%j says something', something => {
    expect(contentDigest({ name: 'x', something })).not.toBe(contentDigest({ name: 'x' }))
  })

  test('a place in a list stays a place, whatever stands in it', () => {
    expect(contentDigest({ lines: [{ a: 1 }, {}] })).not.toBe(contentDigest({ lines: [{ a: 1 }] }))
    expect(contentDigest({ lines: [{}, { a: 1 }] })).not.toBe(contentDigest({ lines: [{ a: 1 }, {}] }))
  })

  test('who touched a record last, and when, is no change', () => {
    const draft = {
      header: { company_id: '1', source_updated_at: 'a', source_updated_raw: 'a', actor_id: '7' },
      name: 'x',
    }
    const touched = {
      ...draft,
      header: { ...draft.header, source_updated_at: 'b', source_updated_raw: 'b', actor_id: null },
    }
    expect(contentDigest(comparable(touched))).toBe(contentDigest(comparable(draft)))
    const moved = { ...draft, header: { ...draft.header, company_id: '2' } }
    expect(contentDigest(comparable(moved))).not.toBe(contentDigest(comparable(draft)))
  })

  /** What the engine itself sets, and numbers that were there from the first version on. */
  const SINCE_EVER = new Set(['revision', 'captured_at', 'sequence', 'amount'])

  test.each(flows.map(flow => flow.entity.schema))(
    'a field that %s gets with its default changes nothing',
    name => {
      for (const { field, value } of defaultsOf(schemaOf(name)))
        if (!SINCE_EVER.has(field))
          expect(contentDigest({ name: 'x', [field]: value }), `the default of ${field}`).toBe(
            contentDigest({ name: 'x' }),
          )
    },
  )
})

/** Every default in a schema, those of the records inside it too. */
function defaultsOf(schema: AvroRecord): { field: string; value: unknown }[] {
  const found: { field: string; value: unknown }[] = []
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk)
    if (typeof node !== 'object' || node === null) return
    if ('name' in node && 'default' in node) found.push({ field: String(node.name), value: node.default })
    for (const [key, inner] of Object.entries(node)) if (key !== 'default') walk(inner)
  }
  walk(schema)
  return found
}
