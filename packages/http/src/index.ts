export type { Body } from './body.ts'
export { HttpFailure, OddAnswer, type Stage } from './failure.ts'
export { type Fields, readFields } from './fields.ts'
export { asNumber, parseJson, toJson } from './json.ts'
export {
  type CallSeen,
  createHttp,
  type Http,
  type HttpAnswer,
  type HttpCall,
  type HttpOptions,
} from './port.ts'
export { type ClientCredentials, createTokens, type Tokens } from './tokens.ts'
