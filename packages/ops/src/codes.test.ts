import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test, vi } from 'vitest'
import { adviceOn, codes } from './codes.ts'

vi.setConfig({ testTimeout: 60_000 }) // parses every source

const root = join(import.meta.dirname, '../../..')
/** Where codes are made; the tables themselves are no use of a code. */
const sources = globSync('{packages/*/src,flows,services/*/src}/**/*.ts', { cwd: root })
  .filter(file => !/\.test\.ts$|\/testing\/|\/node_modules\/|^packages\/ops\//.test(file))
  .map(file =>
    ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true),
  )

const table = codes.flatMap(section => Object.keys(section.of))

/** Codes that a source gives out, with the file; a code that is put together ends with `*`. */
function codesUsed(): Map<string, string> {
  const takers = functionsTakingCode()
  const used = new Map<string, string>()
  for (const source of sources)
    visit(source, node => {
      for (const place of codePlaces(node, source.fileName, takers))
        for (const code of literals(place)) used.set(code, source.fileName)
    })
  return used
}

/** A function or class with a parameter `code`. */
type Taker = { name: string; file: string; at: number }

function functionsTakingCode(): Taker[] {
  const takers: Taker[] = []
  for (const source of sources)
    visit(source, node => {
      if (!ts.isFunctionLike(node)) return
      const at = node.parameters.findIndex(one => ts.isIdentifier(one.name) && one.name.text === 'code')
      const named = ts.isConstructorDeclaration(node) || ts.isArrowFunction(node) ? node.parent : node
      const name = (named as { name?: ts.Node }).name
      if (at !== -1 && name) takers.push({ name: name.getText(), file: source.fileName, at })
    })
  return takers
}

/** Of several of one name the nearest is meant: in the file, else in the package, else anywhere. */
function nearest(takers: Taker[], name: string, file: string): Taker[] {
  const packageOf = (path: string) => path.split('/').slice(0, 2).join('/')
  const all = takers.filter(one => one.name === name)
  const here = all.filter(one => one.file === file)
  const near = all.filter(one => packageOf(one.file) === packageOf(file))
  return here.length > 0 ? here : near.length > 0 ? near : all
}

/** The expressions of a node that give a code: `code: …`, `code = …`, and arguments for a parameter `code`. */
function codePlaces(node: ts.Node, file: string, takers: Taker[]): ts.Node[] {
  if ((ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) && node.name.getText() === 'code')
    return node.initializer ? [node.initializer] : []
  if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return []
  const at = nearest(takers, node.expression.getText(), file).map(one => one.at)
  return (node.arguments ?? []).filter((_, index) => at.includes(index))
}

/** Texts of the form of a code that an expression can come to. */
function literals(node: ts.Node): string[] {
  if (ts.isConditionalExpression(node)) return [...literals(node.whenTrue), ...literals(node.whenFalse)]
  if (ts.isTemplateExpression(node)) return /^[a-z-]+$/.test(node.head.text) ? [`${node.head.text}*`] : []
  return ts.isStringLiteral(node) && /^[a-z]+(-[a-z]+)*$/.test(node.text) ? [node.text] : []
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node)
  ts.forEachChild(node, child => visit(child, look))
}

const stands = (code: string): boolean =>
  code.endsWith('*') ? table.some(one => one.startsWith(code.slice(0, -1))) : table.includes(code)

test('every code that can be given out is explained', () => {
  const used = codesUsed()
  expect(used.size).toBeGreaterThan(60)
  expect([...used].filter(([code]) => !stands(code))).toEqual([])
})

test('every code that is explained can be given out', () => {
  const put = [...codesUsed().keys()].filter(code => code.endsWith('*')).map(code => code.slice(0, -1))
  const texts = new Set<string>()
  for (const source of sources)
    visit(source, node => {
      const key =
        ts.isPropertyAssignment(node.parent ?? node) && (node.parent as ts.PropertyAssignment).name === node
      if (ts.isStringLiteral(node) && !key) texts.add(node.text)
    })
  expect(table.filter(code => !texts.has(code) && !put.some(start => code.startsWith(start)))).toEqual([])
})

test('a code that both systems have is explained by the flow it came with', () => {
  expect(adviceOn('login-refused', 'direct-cost.to-peoplesoft')).toContain('PeopleSoft refuses the login')
  expect(adviceOn('login-refused', 'vendor.to-procore')).toContain('Procore refuses a fresh token')
  expect(adviceOn('mapping-missing', 'direct-cost.to-peoplesoft')).toContain('apply the connection')
  expect(adviceOn('no-such-code')).toBeNull()
  expect(adviceOn(null)).toBeNull()
})
