/**
 * How far a failed call got. `not-sent`: certainly without effect (name, refused, TLS, deadline while waiting
 * for a connection). `sent`: the request, or a part of it, was on its way, so it may have had its effect.
 */
export type Stage = 'not-sent' | 'sent'

/** A call that got no whole answer. Never holds a URL's query, a body or a header. */
export class HttpFailure extends Error {
  override name = 'HttpFailure'
  readonly stage: Stage
  /** Node's or undici's code, e.g. `ECONNREFUSED`, or ours: `DEADLINE`, `BODY_TOO_LARGE`, `BAD_ENCODING`. */
  readonly code: string

  constructor(stage: Stage, code: string, message: string) {
    super(message)
    this.stage = stage
    this.code = code
  }
}

/**
 * A whole answer that is not what this API gives: a login page, XML for JSON, cut JSON, a field of another
 * type.
 */
export class OddAnswer extends Error {
  override name = 'OddAnswer'
}
