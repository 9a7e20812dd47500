/** An Avro schema as JSON, in the forms that our `.avsc` files use. A text is a primitive or the full name of a record. */
export type AvroType =
  | string
  | AvroType[]
  | AvroRecord
  | { type: 'array'; items: AvroType }
  | { type: 'map'; values: AvroType }
  | { type: 'int' | 'long' | 'bytes'; logicalType: string; precision?: number; scale?: number }

/** A record; one without a namespace lives in that of the record around it. */
export type AvroRecord = {
  type: 'record'
  name: string
  namespace?: string
  doc: string
  fields: AvroField[]
}

/** `values`, an attribute of our own: the values of a string that are known so far. */
export type AvroField = { name: string; type: AvroType; default?: unknown; values?: string[]; doc: string }

/** The namespace of all our records. */
export const namespace = 'plumbline.v1'

/** True for a record written out, false for one that is only named. */
export function isRecord(type: AvroType): type is AvroRecord {
  return typeof type === 'object' && 'fields' in type
}

/** The same type with every record name and every written-out record passed through `change`. */
export function mapRecords(type: AvroType, change: (record: AvroRecord | string) => AvroType): AvroType {
  if (typeof type === 'string') return type.includes('.') ? change(type) : type
  if (Array.isArray(type)) return type.map(one => mapRecords(one, change))
  if ('fields' in type) return change(type)
  if ('items' in type) return { ...type, items: mapRecords(type.items, change) }
  if ('values' in type) return { ...type, values: mapRecords(type.values, change) }
  return type
}
