/** What no public source settles about PeopleSoft, or what differs between sites; the likeliest variant is the default. */
export const switches = {
  serviceSystemStatus: {
    values: ['production', 'development'],
    default: 'production',
    about: 'errors as a bare 500, or as IBResponse XML with the text (peoplesoft.md §4.1)',
  },
  unknownNode: {
    values: ['404', '500', '200'],
    default: '404',
    about: 'a wrong node; 200 has an IBResponse (§4.1)',
  },
  unknownOperation: {
    values: ['404', '500', '200'],
    default: '404',
    about: 'an alias that no operation has (§4.1)',
  },
  inactiveOperation: {
    values: ['500', '404', '200'],
    default: '500',
    about: 'an operation not active (§4.1, §6.1)',
  },
  authFailure: {
    values: ['401', '401-html', '403', '500'],
    default: '401',
    about: 'wrong or no login: with IBResponse, as WebLogic’s page, or otherwise (§1, §10.1)',
  },
  permissionFailure: {
    values: ['403', '401', '500'],
    default: '403',
    about: 'a user whose permission lists lack the operation (§2, §10.1)',
  },
  lockAfter: { values: 'number', default: 5, about: 'wrong passwords in a row that lock an OPRID (§2)' },
  oauthClaim: {
    values: ['sub', 'email'],
    default: 'sub',
    about: 'claim of a token that names the user (§2)',
  },
  oauthScope: {
    values: ['by-method', 'any'],
    default: 'by-method',
    about: 'GET needs read or readwrite, all else write or readwrite; or any of them does (§2)',
  },
  tokenSeconds: { values: 'number', default: 3600, about: 'life of an OAuth2 token' },
  qasFormat: {
    values: ['json', 'xml'],
    default: 'json',
    about: 'tools before 8.55 answer XML whatever is asked (§3.2)',
  },
  qasFailure: {
    values: ['framework', 'json-200', 'json-400'],
    default: 'framework',
    about: 'a query that fails: as serviceSystemStatus says, or JSON with status error (§4.2)',
  },
  jsonContentType: {
    values: ['application/json', 'text/xml'],
    default: 'application/json',
    about: 'old tools call JSON text/xml (§7)',
  },
  qasNameKey: {
    values: ['queryname=', 'queryname'],
    default: 'queryname=',
    about: 'key of the query’s name (§3.3)',
  },
  qasColumns: {
    values: ['A.FIELD', 'FIELD'],
    default: 'A.FIELD',
    about: 'row keys with or without alias (§3.3)',
  },
  qasOneRow: { values: ['array', 'object'], default: 'array', about: 'rows of a one-row JSON answer (§3.3)' },
  blanks: {
    values: ['blank', 'empty', 'padded'],
    default: 'blank',
    about: 'empty characters as one blank or nothing; padded fills all characters up (§5.1)',
  },
  numbers: {
    values: ['number', 'fixed', 'string'],
    default: 'number',
    about: 'JSON numbers as stored, with all decimals of the field, or as texts (§7)',
  },
  dateTimes: {
    values: ['dotted', 'iso', 'iso-offset'],
    default: 'dotted',
    about: '2026-01-31-14.05.09.000000, 2026-01-31T14:05:09 or …-0600 (§3.5)',
  },
  nullDates: {
    values: ['missing', 'empty', 'null'],
    default: 'missing',
    about: 'days and date-times that are null (§3.3)',
  },
  translate: {
    values: ['code', 'long'],
    default: 'code',
    about: 'translate values as code or long name (§3.3)',
  },
  profileMaxRows: {
    values: 'number',
    default: 0,
    about: 'rows that the query profile lets through in silence; 0 all (§3.5)',
  },
  stampPrompts: {
    values: ['datetime', 'date'],
    default: 'datetime',
    about: 'how the site built the prompts on change columns (§3.5)',
  },
  stampPromptForm: {
    values: ['any', 'dotted', 'iso'],
    default: 'any',
    about: 'text that a DateTime prompt takes (§3.5)',
  },
  auditColumns: {
    values: ['yes', 'no'],
    default: 'yes',
    about: 'the site has a change column ZZ_LASTUPD_DTTM on VENDOR and GL_ACCOUNT_TBL (§5.2)',
  },
  baseTimeZone: {
    values: [
      'America/Chicago',
      'UTC',
      'America/New_York',
      'America/Los_Angeles',
      'Europe/London',
      'Asia/Kolkata',
    ],
    default: 'America/Chicago',
    about: 'zone of stored date-times (§3.5)',
  },
  gzip: {
    values: ['no', 'yes'],
    default: 'no',
    about: 'answers are compressed where the caller accepts it (§1)',
  },
  editMs: { values: 'number', default: 1000, about: 'sandbox ms from load to edit, N to V or E (§5.5)' },
  postMs: { values: 'number', default: 1000, about: 'sandbox ms from V to P (§5.5)' },
  posting: { values: ['auto', 'person'], default: 'auto', about: 'who posts a valid journal (§5.5)' },
  approval: {
    values: ['auto', 'manual'],
    default: 'auto',
    about: 'a valid journal waits for a person’s approval (§5.5)',
  },
  budgetCheck: { values: ['valid', 'error'], default: 'valid', about: 'outcome of the budget check (§5.5)' },
  balancingChartfield: {
    values: ['none', 'DEPTID', 'OPERATING_UNIT', 'FUND_CODE'],
    default: 'none',
    about: 'chartfield by which a journal must balance too (§5.5)',
  },
  resourceType: {
    values: ['optional', 'required'],
    default: 'optional',
    about: 'RESOURCE_TYPE in the project set of a line',
  },
  orderBegins: {
    values: ['unapproved', 'open', 'pending'],
    default: 'unapproved',
    about: 'status of a new purchase order: I, O or PA (§5.4)',
  },
  orderApproveMs: {
    values: 'number',
    default: 0,
    about: 'sandbox ms until an order is approved by itself; 0 leaves it to a person (§5.4)',
  },
  orderIds: {
    values: ['given', 'numbered'],
    default: 'given',
    about: 'the site lets callers choose PO_ID, or takes NEXT only (§8)',
  },
  orderNumbersTo: {
    values: 'number',
    default: 999999,
    about: 'end of the range of automatic PO_IDs, which nobody may choose (§8)',
  },
  orderStamp: {
    values: ['all', 'not-distributions'],
    default: 'all',
    about: 'changes that move LAST_DTTM_UPDATE of an order (§5.4)',
  },
  cancelDispatched: {
    values: ['X', 'PX'],
    default: 'X',
    about: 'status of a dispatched order that is cancelled, until it is dispatched again (§5.4)',
  },
  componentFailure: {
    values: ['status', 'notification'],
    default: 'status',
    about: 'a component interface refuses with 4xx and a list, or with 200 and notification 0 (§6.3, §9)',
  },
  componentWrapper: {
    values: ['none', 'PURCHASE_ORDER'],
    default: 'none',
    about: 'object around the properties of a component interface (§6.2)',
  },
  componentDates: {
    values: ['YYYY-MM-DD', 'YYYY/MM/DD', 'DD-MON-YY'],
    default: 'YYYY-MM-DD',
    about: 'days that a component interface takes (§6.3)',
  },
} as const

/** Faults of PeopleSoft's own, beside those of every sandbox: the README says what each does. */
export const peoplesoftFaults = ['domain-down', 'app-server-500', 'slow'] as const
