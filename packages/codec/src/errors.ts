/** Every way in which reading or writing a value fails, and what is to be done about it. The codes are stable. */
export const codecErrors = {
  'registry-away':
    'The schema registry does not answer, or refuses the login: pause and try again, nothing is wrong with the record.',
  'unknown-schema-id':
    'The registry has no schema of that id: a foreign producer, or a registry restored from an old copy.',
  'not-wire-format':
    'The value is not Avro in Confluent wire format (magic byte 0 and four bytes of schema id).',
  'bad-value': 'The value does not fit its schema; the message names the field.',
  'fingerprint-mismatch':
    'The registry shows another schema under that id than the event says it was written with: the registry was re-numbered.',
  'incompatible-schema':
    'The schema cannot be reconciled with those of its subject, or with the one that we read with.',
  'wrong-compatibility': 'The subject exists with a compatibility other than FULL_TRANSITIVE.',
  'not-registered': 'The schema is not registered under the subject: run the job that creates topics.',
} as const

export type CodecErrorCode = keyof typeof codecErrors

/** A value that could not be encoded or decoded, or a registry that could not be asked. */
export class CodecError extends Error {
  override name = 'CodecError'
  readonly code: CodecErrorCode

  constructor(code: CodecErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
