import { expect, test, vi } from 'vitest'
import { forget, remember } from './remember.ts'

test('a list is read once for all who ask within its time, also for those who ask while it is read', async () => {
  const [api, read] = [{}, vi.fn(async () => 'list')]
  expect(
    await Promise.all([remember(api, 'codes', 60_000, read), remember(api, 'codes', 60_000, read)]),
  ).toEqual(['list', 'list'])
  expect(await remember(api, 'codes', 60_000, read)).toBe('list')
  expect(read).toHaveBeenCalledTimes(1)
})

test('another system, another name, a spent time and a word that it is old each read again', async () => {
  const [api, read] = [{}, vi.fn(async () => 'list')]
  await remember(api, 'codes', 60_000, read)
  await remember({}, 'codes', 60_000, read)
  await remember(api, 'taxes', 60_000, read)
  await remember(api, 'codes', 0, read)
  forget(api, 'codes')
  await remember(api, 'codes', 60_000, read)
  expect(read).toHaveBeenCalledTimes(5)
})

test('a read that failed is not kept', async () => {
  const api = {}
  await expect(remember(api, 'codes', 60_000, () => Promise.reject(new Error('away')))).rejects.toThrow(
    'away',
  )
  expect(await remember(api, 'codes', 60_000, async () => 'list')).toBe('list')
})
