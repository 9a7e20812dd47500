import { publishedSchemas, schemaOf } from '@plumbline/schemas'
import { describe, expect, test } from 'vitest'
import { resolverOf, typeOf } from './avro-type.ts'
import { fingerprintOf } from './fingerprint.ts'

const published = publishedSchemas()

describe.each(published.map(one => ({ name: `${one.namespace}.${one.name}`, one })))(
  '$name',
  ({ name, one }) => {
    const current = schemaOf(name)

    test(`as published (${fingerprintOf(one)}) and as it is now read each other`, () => {
      expect(resolverOf(typeOf(current), typeOf(one))).toBeDefined()
      expect(resolverOf(typeOf(one), typeOf(current))).toBeDefined()
    })

    test(`nothing that was published (${fingerprintOf(one)}) was removed`, () => {
      const now = current.fields.map(field => field.name)
      expect(now).toEqual(expect.arrayContaining(one.fields.map(field => field.name)))
    })
  },
)
