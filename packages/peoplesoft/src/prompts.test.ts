import { expect, test } from 'vitest'
import { promptQuery } from './prompts.ts'
import { queryDefinitions } from './queries.ts'
import { createZone } from './zone.ts'

const zone = createZone('America/Chicago')
const stampColumns = { VENDOR: 'ZZ_LASTUPD_DTTM', GL_ACCOUNT_TBL: null }

function ask(name: string, values: Record<string, string>, form: 'dotted' | 'iso' | 'date' = 'dotted') {
  const site = { stampColumns, changePrompts: form === 'date' ? form : ('datetime' as const) }
  return promptQuery(queryDefinitions(site).find(one => one.name === name)!, values, form, zone)
}

const changed = {
  SETID: 'SHARE',
  CHANGED_FROM: '2026-01-31T20:05:09.250Z',
  CHANGED_TO: '2026-02-01T03:00:00.500Z',
  VENDOR_ID_OFFSET: '',
}

test('names and values are parallel comma lists, each value encoded by itself, blank an empty slot (peoplesoft.md §3.2)', () => {
  expect(ask('PLB_VENDOR', { VENDOR_ID_OFFSET: '', SETID: 'A&B /' })).toBe(
    'prompt_uniquepromptname=SETID,VENDOR_ID_OFFSET&prompt_fieldvalue=A%26B%20%2F,',
  )
})

test('a window is asked for in the base zone, widened to whole seconds', () => {
  expect(ask('PLB_VENDOR_CHG', changed)).toContain(
    'prompt_fieldvalue=SHARE,2026-01-31-14.05.09.000000,2026-01-31-21.00.01.000000,',
  )
  expect(ask('PLB_VENDOR_CHG', changed, 'iso')).toContain(
    'prompt_fieldvalue=SHARE,2026-01-31T14%3A05%3A09,2026-01-31T21%3A00%3A01,',
  )
})

test('where the site has Date prompts, a window is of whole days, never less than asked', () => {
  expect(ask('PLB_VENDOR_CHG', changed, 'date')).toContain('prompt_fieldvalue=SHARE,2026-01-31,2026-02-01,')
})

test('a comma in a value is refused: PeopleSoft has no escape for it', () => {
  expect(() => ask('PLB_VENDOR_ONE', { SETID: 'SHARE', VENDOR_ID: 'A,B' })).toThrow(
    /"A,B" of VENDOR_ID holds a comma/,
  )
})

test('a prompt that is forgotten or unknown is refused', () => {
  expect(() => ask('PLB_VENDOR_ONE', { SETID: 'SHARE' })).toThrow(/needs a value for its prompt VENDOR_ID/)
  expect(() => ask('PLB_VENDOR_ONE', { SETID: 'S', VENDOR_ID: '1', X: '' })).toThrow(/has no prompt X/)
})
