import type { Refused } from '@plumbline/flow-kit'
import { type Body, type HttpAnswer, OddAnswer } from '@plumbline/http'
import { refuse } from './codes.ts'
import { childrenOf, type Element, findElement, parseXml, textOf } from './xml.ts'

/** An error that PeopleSoft or its gateway answered. */
export class PeopleSoftError extends Error {
  override name = 'PeopleSoftError'
  readonly operation: string
  readonly status: number
  /** `set,number` of the message catalogue where it was told, e.g. `158,10001`. */
  readonly code: string | null
  /** Identifies the call in PeopleSoft's own monitor (peoplesoft.md §1); null where none came. */
  readonly transactionId: string | null

  constructor(operation: string, status: number, said: Said, transactionId: string | null) {
    const shown = transactionId ? ` (transaction ${transactionId})` : ''
    super(`${operation} answered ${status}: ${said.text || 'no reason given'}${shown}`)
    this.operation = operation
    this.status = status
    this.code = said.code
    this.transactionId = transactionId
  }
}

/**
 * What an answer says went wrong. `from`: the framework, an application's handler, or a page that is neither.
 */
export type Said = { from: 'framework' | 'handler' | 'page' | 'nobody'; code: string | null; text: string }

/**
 * What went wrong, or null where an answer reports no error: an IBResponse or SOAP fault under any status
 * (peoplesoft.md §4.1, §4.2), JSON that calls itself an error (§3.3), an HTML page. Answers of status 300 and
 * above always went wrong.
 */
export function readFault({ status, body }: HttpAnswer): Said | null {
  switch (body.is) {
    case 'html': {
      const title = /<title[^>]*>([^<]*)/i.exec(body.text)?.[1]?.trim()
      return { from: 'page', code: null, text: `an HTML page${title ? ` titled "${title}"` : ''}` }
    }
    case 'xml':
      return xmlFault(body.text) ?? unsaid(status)
    case 'json':
      return jsonFault(status, body.value) ?? unsaid(status)
    case 'text':
      return unsaid(status, body.text)
    case 'empty':
      return unsaid(status)
  }
}

const unsaid = (status: number, text = ''): Said | null =>
  status < 300 ? null : { from: 'nobody', code: null, text: text.trim().slice(0, 300) }

function xmlFault(text: string): Said | null {
  if (!/IBResponse|Fault/.test(text)) return null
  const root = parseXml(text)
  const response = findElement(root, 'IBResponse')
  if (response !== null) return ibResponse(response)
  const fault = findElement(root, 'Fault')
  return fault === null
    ? null
    : { from: 'framework', code: null, text: textOf(findElement(fault, 'faultstring')).trim() }
}

function ibResponse(response: Element): Said | null {
  const part = (name: string) => textOf(findElement(response, name)).trim()
  if (typeof response === 'object' && response['@type'] === 'success') return null
  const [set, id] = [part('MessageSet'), part('MessageID')]
  const parameters = childrenOf(findElement(response, 'MessageParameters'), 'MessageParameter').map(textOf)
  return {
    from: 'framework',
    // Older tools leave the set out; every framework message met is of set 158 (peoplesoft.md §4.2).
    code: id ? `${set || '158'},${id}` : null,
    text: [part('DefaultMessage'), parameters.filter(Boolean).join(', ')].filter(Boolean).join(': '),
  }
}

function jsonFault(httpStatus: number, value: unknown): Said | null {
  if (typeof value !== 'object' || value === null) return null
  const told = componentFault(httpStatus, value)
  if (told) return told
  const { status, code, message, errors } = value as Record<string, unknown>
  if (httpStatus < 300 && !/^(?:error|fail)/i.test(String(status))) return null
  if (status === undefined && code === undefined && message === undefined) return null
  const details = Array.isArray(errors) ? errors.map(describeError) : []
  const text = [typeof message === 'string' ? message : '', ...details].filter(Boolean).join('; ')
  return { from: 'handler', code: code === undefined || code === null ? null : String(code), text }
}

/**
 * What a component interface says by REST: a list of {type, messageSet, messageNumber, text}, bare or as
 * `messages` beside a notification of 0, which is a failure under any status (peoplesoft.md §6.3, §9; the
 * names are assumed there).
 */
function componentFault(httpStatus: number, value: object): Said | null {
  const { notification, messages } = value as Record<string, unknown>
  const failed = notification !== undefined && String(notification) === '0'
  const list = Array.isArray(value) ? value : failed || httpStatus >= 300 ? messages : null
  if (!failed && (httpStatus < 300 || !Array.isArray(list))) return null
  const texts = (Array.isArray(list) ? list : []).map(describeMessage)
  return { from: 'handler', code: null, text: texts.filter(Boolean).join('; ') }
}

function describeMessage(message: unknown): string {
  if (typeof message !== 'object' || message === null) return String(message)
  const { type, messageSet, messageNumber, text } = message as Record<string, unknown>
  if (/^ok$/i.test(String(type))) return ''
  const number = messageSet === undefined ? '' : ` (${messageSet},${messageNumber})`
  return `${text ?? 'refused'}${number}`
}

/** One entry of a handler's `errors[]` in plain words: the line, the field and what is wrong. */
function describeError(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error)
  const { line, field, code, message } = error as Record<string, unknown>
  const where = [line ? `line ${line}` : '', field ? String(field) : ''].filter(Boolean).join(', ')
  return [where, [message ?? 'refused', code ? `(${code})` : ''].filter(Boolean).join(' ')]
    .filter(Boolean)
    .join(': ')
}

/** Message 45: wrong password, or none came; 55: user name not defined in the database. */
const LOGIN_MESSAGES = new Set(['158,45', '158,55'])
const NOT_AUTHORIZED = '158,536'
/** Raised within a handler: about this call, e.g. an unknown query. */
export const HANDLER_EXCEPTION = '158,10001'

/**
 * Whether a fault turns the call down as a whole, before its handler did anything (peoplesoft.md §2, §4): the
 * login, or the operation for this user. A 403 does not say which: of a login that has worked it is the
 * operation. Null: it is about this call only, or nobody can tell.
 */
export function readRefusal(
  operation: string,
  { status, headers }: HttpAnswer,
  said: Said,
  loginWorks: boolean,
): Refused | null {
  const shown = headers.transactionid ? ` (transaction ${headers.transactionid})` : ''
  const code = said.from === 'framework' ? said.code : null
  const isLogin = status === 401 || (status === 403 && !loginWorks) || LOGIN_MESSAGES.has(code ?? '')
  if (code === NOT_AUTHORIZED || (status === 403 && !isLogin))
    return refuse(
      'scope',
      'operation-not-permitted',
      `the integration user may not call ${operation}: add the service operation to its permission list${shown}`,
    )
  if (isLogin)
    return refuse(
      'login',
      'login-refused',
      `PeopleSoft refuses the login for ${operation} with status ${status}` +
        `${said.text && `: ${said.text}`}${shown}`,
    )
  // PeopleSoft's handlers cannot make a redirect: it comes from a proxy, and nothing got further (§4.1).
  if (status >= 300 && status < 400) return pageRefusal(operation, status, said)
  if (status === 404 && said.from !== 'handler')
    return refuse(
      'scope',
      'operation-not-found',
      `no operation ${operation} answers under this base URL and node (404): check both, its alias and ` +
        `version, and that operation, handler and routing are active${shown}`,
    )
  return null
}

/**
 * The refusal for a read that the framework itself turned down, e.g. because the operation or its routing is
 * inactive; the numbers of those are not known (peoplesoft.md §4.2). Of a write nobody can tell how far it got.
 */
export const operationRefusal = (operation: string, said: Said): Refused =>
  refuse(
    'scope',
    'operation-refused',
    `the Integration Broker turns ${operation} down: ${said.text}. Operation, handler and routing must be active`,
  )

/**
 * The refusal for a call that got a page: a proxy's login page, or a web tier without PeopleSoft behind it.
 */
export function pageRefusal(operation: string, status: number, said: Said): Refused {
  return refuse(
    'login',
    'login-page',
    `${operation} was answered with ${said.text || 'a redirect'} (status ${status}), not by PeopleSoft: ` +
      'a proxy in front of the gateway asks for a login of its own, or takes the Authorization header away',
  )
}

/** The JSON of an answer. @throws OddAnswer when it is anything else. */
export function needJson(operation: string, body: Body): unknown {
  if (body.is === 'json') return body.value
  throw new OddAnswer(`${operation} answered with ${body.is === 'empty' ? 'nothing' : body.is}, not JSON`)
}
