import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

/**
 * Doc comments of exported constants made by a call with `{ name: '…' }`, by that name, as one line of text. References
 * to documents outside of the repository are left out.
 */
export function docCommentsByName(root: string, pattern: string): Map<string, string> {
  const docs = new Map<string, string>()
  for (const file of globSync(pattern, { cwd: root }).sort()) {
    const source = ts.createSourceFile(
      file,
      readFileSync(join(root, file), 'utf8'),
      ts.ScriptTarget.Latest,
      true,
    )
    for (const statement of source.statements) {
      if (!ts.isVariableStatement(statement)) continue
      const [doc] = ts.getJSDocCommentsAndTags(statement).filter(ts.isJSDoc)
      const name = nameOf(statement)
      if (name && doc) docs.set(name, plain(ts.getTextOfJSDocComment(doc.comment) ?? ''))
    }
  }
  return docs
}

function nameOf(statement: ts.VariableStatement): string | null {
  const made = statement.declarationList.declarations[0]?.initializer
  const given = made && ts.isCallExpression(made) ? made.arguments[0] : undefined
  if (!given || !ts.isObjectLiteralExpression(given)) return null
  for (const property of given.properties)
    if (ts.isPropertyAssignment(property) && property.name.getText() === 'name')
      return ts.isStringLiteral(property.initializer) ? property.initializer.text : null
  return null
}

const plain = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/ \((?:BUSINESS|DESIGN|STYLE|procore|peoplesoft)(?:\.md)?\b[^)]*\)/g, '')
    .trim()
