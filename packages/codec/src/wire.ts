import { CodecError } from './errors.ts'

const headLength = 5

/** Confluent wire format: a zero byte, the schema id in four bytes big-endian, the Avro bytes. */
export function toWire(schemaId: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(headLength)
  head.writeUInt32BE(schemaId, 1)
  return Buffer.concat([head, payload])
}

/** The two parts of a value in wire format. @throws `not-wire-format` */
export function fromWire(bytes: Buffer): { schemaId: number; payload: Buffer } {
  if (bytes.length < headLength || bytes[0] !== 0)
    throw new CodecError(
      'not-wire-format',
      `the value starts with ${bytes.subarray(0, headLength).toString('hex') || 'nothing'}`,
    )
  return { schemaId: bytes.readUInt32BE(1), payload: bytes.subarray(headLength) }
}
