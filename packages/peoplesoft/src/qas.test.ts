import { type Body, parseJson } from '@plumbline/http'
import { expect, test } from 'vitest'
import { readQasRows } from './qas.ts'

const json = (text: string): Body => ({ is: 'json', value: parseJson(text) })
const xml = (text: string): Body => ({ is: 'xml', text })

const dept = { 'A.DEPTID': '10000 ', 'A.AMOUNT': '1234567890123456.789' }

test('rows come from JSON, numbers with every digit (peoplesoft.md §3.3)', () => {
  const answer = json(
    '{"status":"success","data":{"query":{"numrows":1,"queryname=":"PLB_DEPT","rows":[{"attr:rownumber":1,"A.DEPTID":"10000 ","A.AMOUNT":1234567890123456.789}]}}}',
  )
  expect(readQasRows(answer, 'PLB_DEPT')).toEqual([{ 'attr:rownumber': '1', ...dept }])
})

test('one row as an object is a list of one; the name may stand under another key', () => {
  const answer = json(
    '{"status":"success","data":{"query":{"numrows":"1","queryname":"plb_dept","rows":{"A.DEPTID":"10000 ","A.AMOUNT":"1234567890123456.789"}}}}',
  )
  expect(readQasRows(answer, 'PLB_DEPT')).toEqual([dept])
})

test('no rows are no rows', () => {
  expect(
    readQasRows(json('{"status":"success","data":{"query":{"numrows":0,"queryname=":"Q","rows":[]}}}'), 'Q'),
  ).toEqual([])
  expect(
    readQasRows(json('{"status":"success","data":{"query":{"numrows":0,"queryname=":"Q"}}}'), 'Q'),
  ).toEqual([])
  expect(
    readQasRows(
      xml('<QAS_GETQUERYRESULTS_RESP_MSG><query numrows="0" queryname="Q"/></QAS_GETQUERYRESULTS_RESP_MSG>'),
      'Q',
    ),
  ).toEqual([])
})

test('rows come from XML although JSON was asked for, blanks and entities kept (§3.4)', () => {
  const answer = xml(`<?xml version='1.0' encoding='UTF-8'?>
    <QAS_GETQUERYRESULTS_RESP_MSG xmlns="http://xmlns.oracle.com/Enterprise/Tools/schemas/QAS_GETQUERYRESULTS_RESP_MSG.VERSION_1">
      <qas:query xmlns:qas="http://xmlns.oracle.com/Enterprise/Tools/schemas/QAS_QUERYRESULTS_XMLP_RESP.VERSION_1" numrows='1' queryname='PLB_DEPT'>
        <row rownumber='1'><A.DEPTID><![CDATA[10000 ]]></A.DEPTID><A.AMOUNT>1234567890123456.789</A.AMOUNT><A.DESCR><![CDATA[Smith & Söhne <1>]]></A.DESCR><A.EMPTY> </A.EMPTY></row>
      </qas:query>
    </QAS_GETQUERYRESULTS_RESP_MSG>`)
  expect(readQasRows(answer, 'PLB_DEPT')).toEqual([
    { ...dept, 'A.DESCR': 'Smith & Söhne <1>', 'A.EMPTY': ' ' },
  ])
})

test('rows come from a WEBROWSET, nulls as nulls (§3.4)', () => {
  const answer = xml(
    '<QAS_GETQUERYRESULTS_RESP_MSG><webRowSet><properties/><metadata><column-count>2</column-count>' +
      '<column-definition><column-index>1</column-index><column-name>A.DEPTID</column-name></column-definition>' +
      '<column-definition><column-name>A.EFFDT</column-name></column-definition></metadata>' +
      '<data><currentRow><columnValue>10000</columnValue><columnValue>2026-01-01</columnValue></currentRow>' +
      '<currentRow><columnValue>20000</columnValue><columnValue><null/></columnValue></currentRow></data></webRowSet></QAS_GETQUERYRESULTS_RESP_MSG>',
  )
  expect(readQasRows(answer, 'PLB_DEPT')).toEqual([
    { 'A.DEPTID': '10000', 'A.EFFDT': '2026-01-01' },
    { 'A.DEPTID': '20000', 'A.EFFDT': null },
  ])
})

test.each([
  [
    'fewer rows than it says',
    json('{"status":"success","data":{"query":{"numrows":2,"rows":[{}]}}}'),
    'says that it brings 2 rows and brings 1',
  ],
  [
    'another query',
    json('{"status":"success","data":{"query":{"numrows":0,"queryname=":"OTHER","rows":[]}}}'),
    'the answer is of OTHER',
  ],
  ['JSON of another shape', json('{"items":[]}'), 'JSON of another shape'],
  ['XML of another shape', xml('<rows/>'), 'XML of another shape'],
  ['nothing', { is: 'empty' } as Body, 'answered with empty'],
  [
    'a row of fewer values',
    xml(
      '<webRowSet><metadata><column-definition><column-name>A</column-name></column-definition></metadata><data><currentRow/></data></webRowSet>',
    ),
    '0 values came for 1 columns',
  ],
])('%s is an error in words', (_, body, message) => {
  expect(() => readQasRows(body, 'PLB_DEPT')).toThrow(message)
})
