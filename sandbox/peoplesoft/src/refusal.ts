import type { Answer, Site } from './site.ts'
import { escapeXml } from './xml.ts'

/** A call that the gateway or the framework refuses before or around the handler (peoplesoft.md §4). */
export class Refusal extends Error {
  readonly kind: 'node' | 'operation' | 'inactive' | 'login' | 'permission' | 'framework' | 'down'
  /** Message set 158 (§4.2). */
  readonly number: number
  readonly parameters: string[]

  constructor(kind: Refusal['kind'], number: number, message: string, parameters: string[] = []) {
    super(message)
    this.kind = kind
    this.number = number
    this.parameters = parameters
  }
}

const HTML_401 = `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.0 Draft//EN">
<HTML><HEAD><TITLE>Error 401--Unauthorized</TITLE></HEAD>
<BODY bgcolor="white"><H2>Error 401--Unauthorized</H2><P>The request requires user authentication.</P></BODY></HTML>`

/** The answer to a refused call, by the site's switches. */
export function refusalAnswer(site: Site, refusal: Refusal): Omit<Answer, 'type'> & { type: string } {
  const form = formOf(site, refusal.kind)
  if (form === '401-html') return { status: 401, type: 'text/html; charset=UTF-8', body: HTML_401 }
  const status = Number(form)
  const told = status === 200 || site.switches.get('serviceSystemStatus') === 'development' || status === 401
  return { status, type: 'text/xml; charset=UTF-8', body: told ? ibResponse(refusal) : '' }
}

function formOf({ switches }: Site, kind: Refusal['kind']): string {
  switch (kind) {
    case 'node':
      return switches.get('unknownNode')
    case 'operation':
      return switches.get('unknownOperation')
    case 'inactive':
      return switches.get('inactiveOperation')
    case 'login':
      return switches.get('authFailure')
    case 'permission':
      return switches.get('permissionFailure')
    case 'framework':
    case 'down':
      return '500'
  }
}

function ibResponse({ message, number, parameters }: Refusal): string {
  const values = parameters.map(value => `<MessageParameter>${escapeXml(value)}</MessageParameter>`).join('')
  return (
    '<?xml version="1.0"?><IBResponse type="error"><DefaultTitle>Integration Broker Response</DefaultTitle>' +
    `<StatusCode>20</StatusCode><MessageSet>158</MessageSet><MessageID>${number}</MessageID>` +
    `<DefaultMessage>${escapeXml(message)} (158,${number})</DefaultMessage>` +
    `<MessageParameters>${values}</MessageParameters></IBResponse>`
  )
}
