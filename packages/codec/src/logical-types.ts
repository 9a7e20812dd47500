import avro from 'avsc'
import { bytesToDecimal, decimalToBytes } from './decimal.ts'
import { dateToDays, daysToDate, instantToMicros, microsToInstant } from './time.ts'

type Attributes = { precision?: number; scale?: number }

/** Avro `decimal`: a decimal text in code. Only the same scale can be read as another decimal. */
class DecimalType extends avro.types.LogicalType {
  readonly precision: number
  readonly scale: number

  constructor(schema: avro.Schema, options?: unknown) {
    super(schema, options)
    const { precision = 0, scale = 0 } = schema as Attributes
    this.precision = precision
    this.scale = scale
  }

  override _fromValue(bytes: Buffer): string {
    return bytesToDecimal(bytes, this.scale)
  }

  override _toValue(value: unknown): Buffer | undefined {
    return isText(value) ? decimalToBytes(value, this.precision, this.scale) : undefined
  }

  override _resolve(writer: avro.Type) {
    return writer instanceof DecimalType && writer.scale === this.scale ? same : undefined
  }

  override _export(schema: avro.Schema) {
    Object.assign(schema, { precision: this.precision, scale: this.scale })
  }
}

/** Avro `date`: a `YYYY-MM-DD` text in code. */
class DateType extends avro.types.LogicalType {
  override _fromValue(days: number): string {
    return daysToDate(days)
  }

  override _toValue(value: unknown): number | undefined {
    return isText(value) ? dateToDays(value) : undefined
  }

  override _resolve(writer: avro.Type) {
    return writer instanceof DateType ? same : undefined
  }
}

/** Avro `timestamp-micros`: an ISO 8601 UTC text in code. */
class InstantType extends avro.types.LogicalType {
  override _fromValue(micros: number): string {
    return microsToInstant(micros)
  }

  override _toValue(value: unknown): number | undefined {
    return isText(value) ? instantToMicros(value) : undefined
  }

  override _resolve(writer: avro.Type) {
    return writer instanceof InstantType ? same : undefined
  }
}

/** Our readings of Avro's logical types, for avsc's `logicalTypes` option. */
export const logicalTypes = { decimal: DecimalType, date: DateType, 'timestamp-micros': InstantType }

const same = (value: unknown) => value

// avsc tries every null against the other branch of its union: undefined says "not valid" without the cost of a throw.
const isText = (value: unknown): value is string => typeof value === 'string'
