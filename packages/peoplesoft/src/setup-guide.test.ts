import { expect, test } from 'vitest'
import { journalLineFields } from './journals.ts'
import { writtenOrderFields } from './purchase-order-fields.ts'
import { queryDefinitions } from './queries.ts'
import { setupGuide } from './setup-guide.ts'

const guide = setupGuide()
const definitions = queryDefinitions({
  stampColumns: { VENDOR: 'ZZ_LASTUPD_DTTM', GL_ACCOUNT_TBL: 'ZZ_LASTUPD_DTTM' },
})

test('the guide names every query, prompt, column and record that Plumbline calls for', () => {
  for (const { name, prompts, columns, records } of definitions) {
    const start = guide.indexOf(`### ${name}\n`)
    const section = guide.slice(start, guide.indexOf('\n##', start + 1))
    expect(start).toBeGreaterThan(0)
    for (const prompt of prompts) expect(section).toContain(`| \`${prompt.name}\` |`)
    for (const column of columns) expect(section).toContain(`| \`${column.field}\` |`)
    for (const { record } of records) {
      expect(section).toContain(`\`${record}\``)
      expect(guide.slice(0, guide.indexOf('## 2.'))).toContain(`\`${record}\``)
    }
  }
})

test('the guide names every field of a journal line', () => {
  for (const field of journalLineFields) expect(guide).toContain(`\`${field}\``)
})

test('the guide names every field of a purchase order that is sent, and every fixed criterion', () => {
  const contract = guide.slice(guide.indexOf('## 6. '))
  for (const field of Object.values(writtenOrderFields).flat()) expect(contract).toContain(`\`${field}\``)
  expect(guide).toContain("`D.DST_ACCT_TYPE = 'DST'`")
})

test('no cell breaks out of its table', () => {
  const tables = guide.split('\n').filter(line => line.startsWith('|'))
  const widths = tables.map(line => line.replaceAll('\\|', '').split('|').length)
  expect(new Set(widths)).toEqual(new Set([4, 5, 6]))
})
