import { journalLineFields } from './journals.ts'
import { markdownTable as table } from './markdown.ts'
import { queryDefinitions } from './queries.ts'
import type { QueryCriterion, QueryDefinition, QueryRecord } from './query-definition.ts'
import { orderColumns, orderContract } from './setup-guide-orders.ts'

/** Stands in the guide for the site's own change column. */
const STAMP = 'ZZ_LASTUPD_DTTM'

/**
 * The page for a PeopleSoft administrator (docs/peoplesoft-setup.md): what to create, activate and permit.
 * Markdown, made from the same definitions that the client calls and the sandbox answers.
 */
export function setupGuide(): string {
  const definitions = queryDefinitions({ stampColumns: { VENDOR: STAMP, GL_ACCOUNT_TBL: STAMP } })
  const records = [...new Set(definitions.flatMap(one => one.records.map(({ record }) => record)))].sort()
  return `${[
    intro,
    user(records),
    operations,
    changeColumns,
    queryRules,
    ...definitions.map(querySection),
    orderColumns,
    journalContract,
    handlerOutline,
    orderContract,
    check,
  ].join('\n\n')}\n`
}

const intro = `# Setting up PeopleSoft

What an administrator of PeopleSoft FSCM 9.2 (PeopleTools 8.55 or later) creates, activates and permits, so
that Plumbline can read suppliers, GL accounts, purchase orders and control tables, post journals, and create
and change purchase orders. Nothing else is called, and no table is written but by the operations of sections
5 and 6.

Note down for the connection file:

- \`base_url\`: the gateway up to and including \`/PSIGW/RESTListeningConnector\`. Of the gateway only this
  path needs to be reachable.
- \`node\`: the default local node of the database. After a copy of the database it is another one.
- \`time_zone\`: the base time zone of the database (PeopleTools Options).`

const user = (records: string[]) => `## 1. The integration user

One user id (at most 30 characters) of its own, with a password that does not expire, used by nothing else.
Its permission list has, and only has:

- *Web Services*: full access to the service operations of section 2.
- *Query*: access groups that hold the records ${records.map(record => `\`${record}\``).join(', ')}.
- *Query Profile*: may run queries; *Maximum Rows Fetched* empty, or at least 10,000. A smaller limit cuts
  answers without a sign.
- Row-level security that shows every SetID and business unit of the connection. What it hides looks as if it
  were not there.

With OAuth2 the claim that *OAuth2 User Validation Mapping* picks from the token must be this user id.`

const operations = `## 2. Service operations

${table(
  ['Operation', 'Called as', 'For'],
  [
    ['`QAS_EXECUTEQRY_REST_GET`', '`ExecuteQuery.v1`, GET', 'running the queries of section 4'],
    [
      '`QAS_LISTQUERYPROMPTS_REST_GET`',
      '`QueryPrompts.v1`, GET',
      'checking their prompts (`npx plumbline ping`)',
    ],
    ["the site's own, section 5", '`PROCORE_JRNL.v1`, GET and POST', 'posting journals and looking them up'],
    [
      "the site's own, section 6",
      '`PROCORE_PO.v1`, GET, POST and PUT',
      'creating and changing purchase orders',
    ],
    [
      'or generated from a component interface, section 6',
      '`CIRT_PURCHASE_ORDER_C_POST.v1`, `…_UD_PUT.v1`, `…_G_GET.v1`',
      'the same, instead',
    ],
  ],
)}

Each: operation version, handler and any-to-local routing active; *Req Verification* \`Basic Authentication
and SSL\` or \`OAuth2 and SSL\`. Another alias or version is set under \`operations\` in the connection file.
If WebLogic answers 401 with a page of its own, \`enforce-valid-basic-auth-credentials\` of the domain has to
be false.`

const changeColumns = `## 3. Change columns (recommended)

PeopleSoft delivers no column that says when a supplier or an account changed. With one of its own, a site's
changes arrive within minutes and cost few rows; without, Plumbline compares all of them on a slower
schedule.

- \`VENDOR.${STAMP}\` (DateTime): set to the present by every change of the supplier, its addresses,
  telephones and locations.
- \`GL_ACCOUNT_TBL.${STAMP}\` (DateTime): set to the present by every change of the row.

The names are the site's choice and stand under \`stamp_columns\` in the connection file. The queries that
end in \`_CHG\`, and the columns \`${STAMP}\` below, are built only where the column exists.`

const queryRules = `## 4. Queries

Public queries, built in Query Manager exactly as below. Where a name is taken, choose another and set it
under \`queries\` in the connection file.

- **Remove the effective-date criterion** that Query Manager adds to effective-dated records: all rows are
  wanted.
- Columns as they are stored: no translate values, no aggregates, headings do not matter.
- Set each prompt's *unique prompt name* to the name below. No prompt is required; a blank one is sent as
  blank.
- Join conditions of left joins belong to the ON clause.
- DateTime prompts may be built as Date prompts instead: then set \`datetime_prompt: date\`.`

function querySection(definition: QueryDefinition): string {
  const { name, purpose, records, prompts, criteria, columns, order, keyset } = definition
  return [
    `### ${name}`,
    purpose,
    records.map(describeRecord).join('\n'),
    table(
      ['Prompt', 'Type', 'Length', 'Criterion'],
      prompts.map(prompt => [
        `\`${prompt.name}\``,
        prompt.type,
        String(prompt.length),
        criteria
          .filter(one => 'prompt' in one.to && one.to.prompt === prompt.name)
          .map(describeCriterion)
          .join(', '),
      ]),
    ),
    table(
      ['Column', 'Type', 'Length', 'What it is'],
      columns.map(column => [`\`${column.field}\``, column.type, String(column.length), column.about]),
    ),
    ...fixedCriteria(criteria),
    `Sorted by ${order.map(field => `\`${field}\``).join(', ')}.${keyset ? ` Paged by \`${keyset.prompt}\`.` : ''}`,
  ].join('\n\n')
}

const fixedCriteria = (criteria: QueryCriterion[]): string[] => {
  const fixed = criteria.filter(one => 'value' in one.to).map(describeCriterion)
  return fixed.length > 0 ? [`Criterion: ${fixed.join(', ')}.`] : []
}

function describeRecord({ alias, record, join }: QueryRecord): string {
  if (!join) return `- ${alias} = \`${record}\``
  const on = join.on.map(({ field, equals }) => `\`${field} = ${equals}\``).join(', ')
  return `- ${alias} = \`${record}\`, ${join.kind} join on ${on}`
}

const describeCriterion = ({ field, is, to }: QueryCriterion) =>
  `\`${field} ${is} ${'prompt' in to ? `:${to.prompt}` : `'${to.value}'`}\``

const keys = 'BUSINESS_UNIT, JOURNAL_ID, JOURNAL_DATE, UNPOST_SEQ, JRNL_HDR_STATUS'

const journalContract = `## 5. The journal operation

PeopleSoft delivers no REST operation that takes a journal, so the site provides one: \`PROCORE_JRNL.v1\`,
JSON in UTF-8, dates \`YYYY-MM-DD\`, amounts as decimal texts (\`"-100.10"\`) with at most three decimals,
debit positive.

**POST \`PROCORE_JRNL.v1\`** stores one journal with status N and asks for its edit (GL_JEDIT). It does not
approve, budget-check or post: that stays with PeopleSoft's own processes and people.

${table(
  ['Header', 'What it is'],
  [
    ['`BUSINESS_UNIT`, `JOURNAL_ID`, `JOURNAL_DATE`', 'the key, chosen by Plumbline; never `NEXT`'],
    ['`LEDGER_GROUP`, `SOURCE`, `CURRENCY_CD`', 'from the connection'],
    ['`DESCR254`', 'the full Procore ids: store it whole, Plumbline finds its own journals by it'],
    ['`ADJUSTING_ENTRY`, `REVERSAL_CD`', 'optional; N where absent'],
    ['`lines`', 'two or more; they sum to 0'],
  ],
)}

Each line: \`JOURNAL_LINE\` (number), \`MONETARY_AMOUNT\`, \`FOREIGN_AMOUNT\`, and where they apply
${journalLineFields.map(field => `\`${field}\``).join(', ')}. What does not apply is left out.

${table(
  ['Answer', 'Body', 'Plumbline then'],
  [
    ['201', `{${keys}}`, 'follows the journal'],
    [
      '400 or 422, nothing stored',
      '{code, message, errors: [{line, field, code, message}]}',
      'shows the errors to a person',
    ],
    [
      '409, the key exists (same date, UNPOST_SEQ 0)',
      '{code: "DUPLICATE", message}',
      'looks the journal up and never sends it again unseen',
    ],
    ['500 or no answer', 'any', 'looks the journal up'],
  ],
)}

The POST stores all or nothing, in one transaction, and commits before it answers.

**GET \`PROCORE_JRNL.v1/{business unit}/{journal id}\`** answers 200 with \`{journals: [...]}\`: every
journal of that id in the unit, of all dates and UNPOST_SEQs, an empty list for none. Each has ${keys},
LEDGER_GROUP, SOURCE, DESCR254, CURRENCY_CD, FISCAL_YEAR, ACCOUNTING_PERIOD, POSTED_DATE, \`lines\` as they
stand in JRNL_LN, and \`errors\` [{line, field, code, message}] from the last edit (\`line\` null for the
header).`

const handlerOutline = `### Outline of a handler

An application class behind both operations (\`PROCORE_JRNL_POST\` and \`PROCORE_JRNL_GET\`, one alias). The
names of its helper methods are only examples; the site's own defaults and checks go where it says so.

\`\`\`text
import PS_PT:Integration:IRequestHandler;

class JournalHandler implements PS_PT:Integration:IRequestHandler
   method OnRequest(&request As Message) Returns Message;
   method OnError(&request As Message) Returns string;
   property string OnErrorContentType;
   property integer OnErrorHttpResponseCode;
private
   instance string &fault;
end-class;

method OnRequest
   POST:
     read the JSON; keep every amount as text until it is a Number field
     collect what is missing, too long, unknown (unit, ledger group, source) -> refuse(422, errors)
     if a row of JRNL_HEADER has this BUSINESS_UNIT, JOURNAL_ID, JOURNAL_DATE and UNPOST_SEQ 0 -> refuse(409)
     insert JRNL_HEADER (status N, the site's defaults) and JRNL_LN, or load them as JRNL_HDR_IMP / JRNL_LN_IMP
     schedule GL_JEDIT for this journal: edit only
     answer 201 with the key and the status
   GET:
     select JRNL_HEADER by BUSINESS_UNIT and JOURNAL_ID, each with its JRNL_LN and edit errors
     answer 200 with {journals}
end-method;

method OnError
   /* refuse(status, errors) sets these two and &fault, then throws */
   OnErrorContentType = "application/json"; OnErrorHttpResponseCode as set by refuse
   return &fault
end-method;
\`\`\``

const check = `## 7. Check

\`npx plumbline ping NAME\` calls each operation and each query once and says what is missing.`
