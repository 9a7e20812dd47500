import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { Store } from './store.ts'

const file = () => join(mkdtempSync(join(tmpdir(), 'store-')), 'deep', 'state.jsonl')

test('what was committed is there after a kill -9, what was not is gone', () => {
  const path = file()
  const script = `
    import { Store } from ${JSON.stringify(new URL('./store.ts', import.meta.url).href)}
    const store = new Store(${JSON.stringify(path)})
    const vendors = store.collection('vendors')
    vendors.put('1', { name: 'Ames' })
    vendors.put('2', { name: 'Bolt' })
    vendors.delete('2')
    store.commit()
    vendors.put('3', { name: 'Crew' })
    process.kill(process.pid, 'SIGKILL')`
  const killed = spawnSync(process.execPath, ['--input-type=module', '-e', script])
  expect(killed.signal).toBe('SIGKILL')

  const vendors = new Store(path).collection<{ name: string }>('vendors')
  expect([...vendors.entries()]).toEqual([['1', { name: 'Ames' }]])
})

test('a line torn by a kill is dropped, those before it stay, and writing goes on', () => {
  const path = file()
  const first = new Store(path)
  first.collection('vendors').put('1', { name: 'Ames' })
  first.close()
  appendFileSync(path, '{"c":"vendors","k":"2","v":{"na')

  const second = new Store(path)
  second.collection('vendors').put('3', { name: 'Crew' })
  second.close()
  expect([...new Store(path).collection('vendors').entries()].map(([key]) => key)).toEqual(['1', '3'])
})

test('a start compacts the file to one line a row', () => {
  const path = file()
  const store = new Store(path)
  for (let n = 0; n < 5; n++) store.collection('vendors').put('1', { n })
  store.close()
  expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(5)

  new Store(path).close()
  expect(readFileSync(path, 'utf8').trim().split('\n')).toEqual(['{"c":"vendors","k":"1","v":{"n":4}}'])
})

test('without a file all is in memory and names lists what holds rows', () => {
  const store = new Store(null)
  store.collection('empty')
  store.collection('vendors').put('1', {})
  store.commit()
  expect(store.names()).toEqual(['vendors'])
  expect(store.collection('vendors').size).toBe(1)
})
