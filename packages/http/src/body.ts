import { parseJson } from './json.ts'

/** What a body turned out to be, whatever its header says. JSON that does not parse is `text`. */
export type Body =
  | { is: 'json'; value: unknown }
  | { is: 'xml' | 'html' | 'text'; text: string }
  | { is: 'empty' }

const HTML = /^(?:<\?xml[^>]*\?>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html)\b/i

/**
 * Tells a body by its first bytes, and by its content type only where those leave it open: old PeopleTools
 * send JSON as `text/xml`, proxies send login pages with 200 (peoplesoft.md §7).
 */
export function readBody(bytes: Buffer, contentType: string): Body {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '')
  const start = text.trimStart()
  if (start === '') return { is: 'empty' }
  if (start.startsWith('<')) return { is: HTML.test(start) ? 'html' : 'xml', text }
  if (start.startsWith('{') || start.startsWith('[') || /\bjson\b/i.test(contentType)) {
    try {
      return { is: 'json', value: parseJson(text) }
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
    }
  }
  return { is: 'text', text }
}
