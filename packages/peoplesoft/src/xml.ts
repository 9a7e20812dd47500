import { OddAnswer } from '@plumbline/http'
import { XMLParser } from 'fast-xml-parser'

/**
 * A parsed element: its attributes (`@name`), text (`#text`) and children; or its text alone where it has no
 * others.
 */
export type Element = string | { [name: string]: Element | Element[] }

const LISTS = new Set(['row', 'currentRow', 'columnValue', 'column-definition', 'MessageParameter'])

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  ignoreDeclaration: true,
  isArray: name => LISTS.has(name),
})

/**
 * Parses XML without guessing types or dropping blanks; names come without their namespace prefix.
 * @throws OddAnswer when it is not well-formed.
 */
export function parseXml(text: string): Element {
  try {
    return parser.parse(text, true) as Element
  } catch (error) {
    throw new OddAnswer(`the answer is no well-formed XML: ${error instanceof Error ? error.message : error}`)
  }
}

/** The first element of that name, wherever it stands. */
export function findElement(element: Element | Element[] | undefined, name: string): Element | null {
  if (element === undefined || typeof element === 'string') return null
  for (const [key, value] of Object.entries(element)) {
    if (key === name) return Array.isArray(value) ? (value[0] ?? null) : (value as Element)
    const found = findElement(value as Element, name)
    if (found !== null) return found
  }
  return null
}

/** The children of that name, none, one or many. */
export function childrenOf(element: Element | null, name: string): Element[] {
  if (element === null || typeof element === 'string') return []
  const found = element[name]
  return found === undefined ? [] : Array.isArray(found) ? found : [found]
}

/** An element's own text, as it stands. */
export function textOf(element: Element | null | undefined): string {
  if (element === null || element === undefined) return ''
  if (typeof element === 'string') return element
  const text = element['#text']
  return typeof text === 'string' ? text : ''
}
