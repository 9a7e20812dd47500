import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

type Manifest = Record<string, unknown>

const root = join(import.meta.dirname, '..')
const read = (...path: string[]) => JSON.parse(readFileSync(join(root, ...path), 'utf8')) as Manifest
const lock = read('package-lock.json') as { packages: Record<string, Manifest> }
const workspaces = Object.keys(lock.packages).filter(path => path !== '' && !path.includes('node_modules/'))

// A lock file that lags behind makes every start install again: what npm installed never is what was asked for.
test.each(['', ...workspaces])('package-lock.json knows what "%s/package.json" asks for', path => {
  const wanted = read(path, 'package.json')
  for (const kind of ['dependencies', 'devDependencies'])
    expect(lock.packages[path]![kind] ?? {}).toEqual(wanted[kind] ?? {})
})

test('package-lock.json names no registry', () => {
  const resolved = Object.values(lock.packages).filter(one => 'resolved' in one && !one.link)
  expect(resolved).toEqual([])
})
