import { describe, expect, test } from 'vitest'
import { help, readOptions } from './options.ts'

describe('npm run bench', () => {
  test('runs every case without arguments', () => {
    const options = readOptions([])!
    expect(options).toMatchObject({ records: 5000, rounds: 5, json: false })
    expect(options.only).toEqual(['capture', 'land', 'vendors', 'journals', 'ingress', 'sweep'])
    for (const name of options.only) expect(help).toContain(`  ${name} `)
  })

  test('runs the cases named, in their usual order', () => {
    expect(readOptions(['--only', 'sweep', '--only', 'land'])!.only).toEqual(['land', 'sweep'])
  })

  test('tells what it takes where it gets something else', () => {
    expect(() => readOptions(['--only', 'lend'])).toThrow(/--only takes one of capture, land.*not lend/)
    expect(() => readOptions(['--records', '19'])).toThrow('--records takes a whole number from 20')
    expect(() => readOptions(['--rounds', 'many'])).toThrow('not "many"')
    expect(() => readOptions(['--size', '3'])).toThrow()
  })

  test('prints its help', () => {
    expect(readOptions(['--help'])).toBeNull()
  })
})
