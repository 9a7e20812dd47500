import { type Static, Type } from 'typebox'

const Basic = Type.Object(
  {
    kind: Type.Literal('basic'),
    oprid: Type.String({
      minLength: 1,
      maxLength: 30,
      description:
        'User id of the integration user, as in PSOPRDEFN (case matters). Its password is the secret `password`.',
    }),
  },
  { additionalProperties: false, description: 'Basic authentication with an OPRID.' },
)

const OAuth2 = Type.Object(
  {
    kind: Type.Literal('oauth2'),
    token_url: Type.String({
      format: 'uri',
      description: 'Token endpoint of the authorization server (PeopleSoft itself issues no tokens).',
    }),
    client_id: Type.String({
      minLength: 1,
      description: 'Client id there. Its secret is the secret `client_secret`.',
    }),
    scope: Type.Optional(Type.String({ description: 'Scope registered for PeopleSoft, e.g. `readwrite`.' })),
    audience: Type.Optional(
      Type.String({ description: 'Sent as `audience` where the authorization server asks for one.' }),
    ),
    pair_in: Type.Optional(
      Type.Union([Type.Literal('body'), Type.Literal('basic')], {
        description:
          'Where the client id and secret are sent: in the form body (if left out) or as HTTP Basic.',
      }),
    ),
  },
  {
    additionalProperties: false,
    description:
      'OAuth2 client credentials; the token claim that names the user must match an OPRID (peoplesoft.md §2).',
  },
)

const operation = (alias: string, about: string) =>
  Type.String({
    default: alias,
    minLength: 1,
    description: `${about} Alias and version as its routing has them.`,
  })

const collectionName = (name: string) => Type.String({ default: name, minLength: 1 })

const OrderWay = Type.Object(
  {
    kind: Type.Union([Type.Literal('handler'), Type.Literal('cirt')], {
      default: 'handler',
      description:
        '`handler`: an operation of the site itself (docs/peoplesoft-setup.md). `cirt`: the operations that ' +
        'PeopleTools generates from a component interface (peoplesoft.md §6.2).',
    }),
    operation: operation('PROCORE_PO.v1', '`handler`: POST, PUT and GET.'),
    component_interface: Type.String({
      default: 'PURCHASE_ORDER',
      pattern: '^[A-Z][A-Z0-9_]{0,17}$',
      description: '`cirt`: its name; called are `CIRT_{name}_C_POST`, `_UD_PUT` and `_G_GET`.',
    }),
    version: Type.String({
      default: 'v1',
      minLength: 1,
      description: '`cirt`: version of those operations.',
    }),
    wrapper: Type.Union([Type.String({ minLength: 1 }), Type.Null()], {
      default: null,
      description:
        '`cirt`: name of the object around the properties, in body and answer; null where there is none.',
    }),
    collections: Type.Object(
      {
        lines: collectionName('PO_LINE'),
        schedules: collectionName('PO_LINE_SHIP'),
        distributions: collectionName('PO_LINE_DISTRIB'),
      },
      {
        default: {},
        additionalProperties: false,
        description: '`cirt`: names of the collections. No source shows them: take one sample of the site.',
      },
    ),
    date_format: Type.Union(
      [Type.Literal('YYYY-MM-DD'), Type.Literal('YYYY/MM/DD'), Type.Literal('DD-MON-YY')],
      { default: 'YYYY-MM-DD', description: '`cirt`: how days are sent.' },
    ),
  },
  {
    default: {},
    additionalProperties: false,
    description: 'How purchase orders are created, changed and cancelled.',
  },
)

/** The way in which a site takes purchase orders. */
export type OrderWay = Static<typeof OrderWay>

const stampColumn = (record: string) =>
  Type.Union([Type.String({ pattern: '^[A-Z][A-Z0-9_]*$' }), Type.Null()], {
    default: null,
    description:
      `DateTime column of ${record} that every change moves, added by the site (PeopleSoft delivers none: ` +
      'peoplesoft.md §5.2). Null: changes are found by comparing the content.',
  })

/**
 * How to reach one PeopleSoft (peoplesoft.md §9 "Client settings"). Secrets are not here: the client asks for
 * them by name (`password` or `client_secret`). Published as JSON Schema with every connection.
 */
export const PeopleSoftSettings = Type.Object(
  {
    base_url: Type.String({
      pattern: '^https?://\\S+[^/\\s]$',
      description:
        'Gateway URL up to and including RESTListeningConnector, e.g. ' +
        '`https://psft.example.com/PSIGW/RESTListeningConnector`.',
    }),
    node: Type.String({
      minLength: 1,
      description: 'Default local node of the target database, e.g. `PSFT_EP`. Differs between environments.',
    }),
    auth: Type.Union([Basic, OAuth2], { description: 'How the integration user proves who it is.' }),
    time_zone: Type.String({
      minLength: 1,
      description:
        'IANA name of the base time zone of the database, e.g. `America/Chicago`. Required: PeopleSoft sends ' +
        'date-times without a zone, and a wrong one loses changes.',
    }),
    operations: Type.Object(
      {
        execute_query: operation('ExecuteQuery.v1', 'Runs a query (QAS_EXECUTEQRY_REST_GET).'),
        query_prompts: operation(
          'QueryPrompts.v1',
          'Lists the prompts of a query (QAS_LISTQUERYPROMPTS_REST_GET).',
        ),
        journal: operation('PROCORE_JRNL.v1', "The site's own journal operation (docs/peoplesoft-setup.md)."),
      },
      { default: {}, additionalProperties: false, description: 'Service operations that are called.' },
    ),
    purchase_orders: OrderWay,
    queries: Type.Record(
      Type.String({ pattern: '^PLB_' }),
      Type.String({ pattern: '^[A-Z][A-Z0-9_]{0,29}$' }),
      {
        default: {},
        description: 'Query names of the site where they differ from ours, e.g. `PLB_VENDOR: XX_SUPPLIERS`.',
      },
    ),
    query_owner: Type.Union([Type.Literal('public'), Type.Literal('private')], {
      default: 'public',
      description: 'Whose queries these are. Private ones belong to the integration user.',
    }),
    stamp_columns: Type.Object(
      { VENDOR: stampColumn('VENDOR'), GL_ACCOUNT_TBL: stampColumn('GL_ACCOUNT_TBL') },
      {
        default: {},
        additionalProperties: false,
        description: "The site's change columns, record by record.",
      },
    ),
    datetime_prompt: Type.Union([Type.Literal('dotted'), Type.Literal('iso'), Type.Literal('date')], {
      default: 'dotted',
      description:
        'How DateTime prompts are filled: `dotted` 2026-01-31-14.05.09.000000, `iso` 2026-01-31T14:05:09, or ' +
        '`date` where the site made them Date prompts (windows of whole days; always works). No source says ' +
        'which form a site takes (peoplesoft.md §3.5).',
    }),
    page_rows: Type.Integer({
      default: 1000,
      minimum: 2,
      description: 'Rows asked for in one page of a long query.',
    }),
    max_rows: Type.Integer({
      default: 10000,
      minimum: 2,
      description:
        'Most rows ever asked for in one call: a page grows up to it when one document alone fills it.',
    }),
    timeout_ms: Type.Integer({
      default: 60000,
      minimum: 1000,
      description: 'Longest wait for a whole answer, in milliseconds.',
    }),
    connections: Type.Integer({
      default: 2,
      minimum: 1,
      maximum: 8,
      description: 'Calls at a time. The gateway serves online users too (peoplesoft.md §4.3).',
    }),
  },
  {
    additionalProperties: false,
    description: 'One PeopleSoft FSCM database behind its Integration Gateway.',
  },
)

export type PeopleSoftSettings = Static<typeof PeopleSoftSettings>

/** Names of the secrets that `createPeoplesoft` may ask for. */
export type PeopleSoftSecret = 'password' | 'client_secret'
