export { type Codec, type CodecOptions, createCodec, type Decoded, type Encoded } from './codec.ts'
export { CodecError, type CodecErrorCode, codecErrors } from './errors.ts'
export { type AvroJson, fingerprintOf } from './fingerprint.ts'
