import { markdownTable } from './markdown.ts'
import { type OrderLevel, unconfirmedOrderFields, writtenOrderFields } from './purchase-order-fields.ts'

const fieldList = (fields: readonly string[]) => fields.map(field => `\`${field}\``).join(', ')

/** What an administrator must know about the columns of the purchase order queries. */
export const orderColumns = `### Columns of the purchase order queries

Not every site has these columns, or has them there: ${fieldList(unconfirmedOrderFields)}. Where a column is
missing, build an expression under its name: from the record where the site keeps it (receipts, matching, tax,
requisitions), else 0 or a blank. Wrong received and vouchered figures make a closed order look as if nothing
of it had been used.

\`LAST_DTTM_UPDATE\` must move with every change of the order. Where some process of the site changes lines or
distributions without it, those changes arrive with the next full compare.`

const levelTitles: Record<OrderLevel, string> = {
  header: 'header',
  line: 'each of `lines`',
  schedule: 'each of its `schedules`',
  distribution: 'each of its `distributions`',
}

/** The operation that takes purchase orders: the site's own, or by a component interface. */
export const orderContract = `## 6. The purchase order operation

Only where orders go from Procore to PeopleSoft. PeopleSoft delivers no REST operation that takes a purchase
order (\`purchase_orders: {kind: handler}\` in the connection file): the site provides \`PROCORE_PO.v1\`, JSON in
UTF-8, dates \`YYYY-MM-DD\`, amounts, quantities and prices as decimal texts. It runs the checks and defaults of
the purchase order page, best by its component interface.

${markdownTable(
  ['Level', 'Fields'],
  (Object.keys(levelTitles) as OrderLevel[]).map(level => [
    levelTitles[level],
    fieldList(writtenOrderFields[level]),
  ]),
)}

**POST \`PROCORE_PO.v1\`** stores a new order, not approved: approval and dispatch stay with PeopleSoft.
\`PO_ID\` is chosen by Plumbline, outside the range of automatic numbers, or \`NEXT\` where the site numbers.
\`PO_REF\` is stored whole: Plumbline finds its own orders by it.

**PUT \`PROCORE_PO.v1\`** changes the order of that key: rows are matched by \`LINE_NBR\`, \`SCHED_NBR\` and
\`DISTRIB_LINE_NUM\`; a row or field that is not sent stays; \`CANCEL_STATUS\` \`X\` cancels a line, \`PO_STATUS\`
\`X\` the order. The same PUT a second time changes nothing.

${markdownTable(
  ['Answer', 'Body', 'Plumbline then'],
  [
    ['201 to a POST, 200 to a PUT', '{BUSINESS_UNIT, PO_ID, PO_STATUS}', 'links both orders'],
    [
      '400, 404 or 422, nothing stored',
      '{code, message, errors: [{line, field, code, message}]}',
      'shows the errors to a person',
    ],
    ['409, the key exists', '{code: "DUPLICATE", message}', 'looks the order up'],
    ['500 or no answer', 'any', 'looks the order up'],
  ],
)}

**GET \`PROCORE_PO.v1/{business unit}/{po id}\`** answers 200 with \`{orders: [...]}\`, one or none. It is called
by \`npx plumbline ping\` alone: orders are read by the queries of section 4.

### By a component interface instead

Where PeopleTools generated REST operations from the site's component interface of purchase orders, no handler
is needed: \`purchase_orders: {kind: cirt}\`, with its name and version, the names of its collections, the object
around its properties if there is one, and how it takes days. The fields are those above. No public source
shows the JSON of these operations, so compare one sample of the site with this:

\`\`\`text
POST CIRT_PURCHASE_ORDER_C_POST.v1    {"BUSINESS_UNIT": ..., "PO_ID": ..., "PO_LINE": [{"LINE_NBR": 1, ...,
                                        "PO_LINE_SHIP": [{"SCHED_NBR": 1, ..., "PO_LINE_DISTRIB": [{...}]}]}]}
  200 or 201                          {"BUSINESS_UNIT": ..., "PO_ID": ...}
PUT CIRT_PURCHASE_ORDER_UD_PUT.v1     the same, rows matched by key
refused: any 4xx                      [{"type": "Error", "messageSet": ..., "messageNumber": ..., "text": ...}]
         or 200                       {"notification": "0", "messages": [the same]}
\`\`\``
