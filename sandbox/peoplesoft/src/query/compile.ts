import type { QueryCriterion, QueryDefinition } from '@plumbline/peoplesoft'
import { type Format, formatOf, type RecordShape, recordShape } from '../fields.ts'

/** A field of one of the query's records. */
export type Place = { at: number; field: string; format: Format }
export type Criterion = Place & { is: QueryCriterion['is']; to: QueryCriterion['to'] }
export type Join = { kind: 'inner' | 'left'; on: { field: string; equals: Place }[] }
export type Column = Place & { name: string }

/** A query definition with its names resolved. */
export type CompiledQuery = {
  definition: QueryDefinition
  records: { shape: RecordShape; join: Join | null }[]
  criteria: Criterion[]
  columns: Column[]
  order: Place[]
}

/** @throws if the definition names a record, alias, field or prompt that does not exist. */
export function compileQuery(definition: QueryDefinition): CompiledQuery {
  const wrong = (what: string) => new Error(`query ${definition.name}: ${what}`)
  const shapes = definition.records.map(({ record }) => {
    const shape = recordShape(record)
    if (!shape) throw wrong(`no record ${record}`)
    return shape
  })
  const place = (name: string): Place => {
    const [alias, field = ''] = name.split('.')
    const at = definition.records.findIndex(record => record.alias === alias)
    const format = shapes[at] && formatOf(shapes[at], field)
    if (!format) throw wrong(`no field ${name}`)
    return { at, field, format }
  }
  const prompts = new Set(definition.prompts.map(prompt => prompt.name))
  return {
    definition,
    records: definition.records.map(({ join }, i) => ({
      shape: shapes[i]!,
      join: join
        ? {
            kind: join.kind,
            on: join.on.map(({ field, equals }) => {
              const own = place(field)
              const other = place(equals)
              if (own.at !== i || other.at >= i) throw wrong(`join of ${field} to ${equals}`)
              return { field: own.field, equals: other }
            }),
          }
        : null,
    })),
    criteria: definition.criteria.map(({ field, is, to }) => {
      if ('prompt' in to && !prompts.has(to.prompt)) throw wrong(`no prompt ${to.prompt}`)
      return { ...place(field), is, to }
    }),
    columns: definition.columns.map(column => ({ ...place(column.field), name: column.field })),
    order: definition.order.map(place),
  }
}
