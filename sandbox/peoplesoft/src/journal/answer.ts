import { type Row, recordShape } from '../fields.ts'
import { jsonMember, type Show, showing } from '../present.ts'
import { type Answer, type Call, type Site } from '../site.ts'
import { LINE_FIELDS } from './contract.ts'
import { journalKey, linesOf } from './journals.ts'

const headerShape = recordShape('JRNL_HEADER')
const lineShape = recordShape('JRNL_LN')
const ANSWERED_LINE = [...LINE_FIELDS, 'LEDGER', 'CURRENCY_CD', 'JRNL_LINE_STATUS', 'PC_DISTRIB_STATUS']

/** PROCORE_JRNL_GET: `PROCORE_JRNL.v1/{business unit}/{journal id}`: all dates and UNPOST_SEQs, with lines and edit errors. */
export function journalsOf(site: Site, call: Call): Answer {
  const [unit = '', id = ''] = call.path
  const headers = unit && id ? [...site.db.table('JRNL_HEADER').under([unit, id])] : []
  const show = showing(site)
  const journals = headers.map(header => journalText(site, header, show))
  return { status: 200, type: 'application/json', body: `{"journals":[${journals.join(',')}]}` }
}

function journalText({ db }: Site, header: Row, show: Show): string {
  const members = (row: Row, shape: typeof headerShape, fields: Iterable<string>) =>
    [...fields]
      .flatMap(field => jsonMember(`"${field}"`, show(field, shape.fields.get(field)!, row[field])))
      .join(',')
  const lines = linesOf(db, header).map(line => `{${members(line, lineShape, ANSWERED_LINE)}}`)
  const errors = [...db.table('JRNL_EDIT_ERR').under(journalKey(header))].map(error => ({
    line: error.JOURNAL_LINE === '0' ? null : Number(error.JOURNAL_LINE),
    field: error.FIELDNAME,
    code: error.ERROR_CODE,
    message: error.MESSAGE_TEXT,
  }))
  const fields = members(header, headerShape, headerShape.fields.keys())
  return `{${fields},"lines":[${lines.join(',')}],"errors":${JSON.stringify(errors)}}`
}
