import { errorShapes } from './refusal.ts'

/** What Procore's documents leave open, or what differs between accounts; the likeliest variant is the default. */
export const switches = {
  hourlyLimit: { values: 'number', default: 3600, about: 'calls in 60 minutes (procore.md §2.5)' },
  spikeLimit: { values: 'number', default: 25, about: 'calls in 10 seconds (§2.5)' },
  quotaPer: {
    values: ['app', 'company', 'token'],
    default: 'app',
    about: 'whose calls one quota counts (§2.5)',
  },
  retryAfter: { values: ['yes', 'no'], default: 'yes', about: '429 has a Retry-After (§2.5)' },
  tokenSeconds: { values: 'number', default: 5400, about: 'life of an access token (§1.2)' },
  tokenType: { values: ['bearer', 'Bearer'], default: 'bearer', about: 'token_type as spelled (§1.2)' },
  missingCompanyHeader: {
    values: ['404', '400', 'resolved'],
    default: '404',
    about: 'a call without Procore-Company-Id: seen 404, documented message, or taken from the call (§1.4)',
  },
  hiddenProject: {
    values: ['404', '403'],
    default: '404',
    about: 'a project that is not permitted, or whose tool is off (§2.6)',
  },
  errorShape: { values: errorShapes, default: 'documented', about: 'body of v1 errors (§2.6)' },
  validationStatus: {
    values: ['422', '400'],
    default: '422',
    about: 'status of a refused field (§2.6, §4.1)',
  },
  pageSize: { values: 'number', default: 100, about: 'default page of v1 lists that state none (§2.2)' },
  rangeBounds: { values: ['inclusive', 'exclusive'], default: 'inclusive', about: 'ends of A...B (§2.3)' },
  syncOrder: {
    values: ['shuffled', 'reversed', 'given'],
    default: 'shuffled',
    about: 'order of entities (§3.2)',
  },
  originScope: {
    values: ['company', 'project'],
    default: 'company',
    about: 'where an origin_id of a project record is unique (§3.1)',
  },
  costCodeInput: {
    values: ['own', 'full'],
    default: 'own',
    about: 'code in a cost code sync: its own part, or with the parent prefix (§5.2)',
  },
  inactiveVendors: { values: ['hidden', 'listed'], default: 'hidden', about: 'in the vendors list (§4.1)' },
  deletedDirectCosts: { values: ['hidden', 'listed'], default: 'hidden', about: 'in lists and by id (§8)' },
  lineTouchesCost: {
    values: ['no', 'yes'],
    default: 'no',
    about: 'a line write moves the direct cost’s updated_at (§11.4)',
  },
  grandTotalTax: { values: ['without', 'with'], default: 'without', about: 'grand_total and tax (§8)' },
  lineTotalTax: {
    values: ['without', 'with'],
    default: 'without',
    about: 'total_amount of a line and tax (§8)',
  },
  taxRate: { values: ['percent', 'fraction'], default: 'percent', about: 'how rate1 is read (§5.2)' },
  showCostCode: {
    values: ['full', 'compact', 'absent'],
    default: 'full',
    about: 'cost_code of a line in the v1.1 show: blank in the schema (INDEX §4)',
  },
  subcontractorInvoice: {
    values: ['off', 'on'],
    default: 'off',
    about: 'that direct cost type is enabled (§8)',
  },
  costRules: {
    values: ['on', 'off'],
    default: 'on',
    about: 'vendor active and in the project, unit known, invoice with vendor and number (§8)',
  },
  originLock: {
    values: ['all-but-sync', 'all', 'people', 'off'],
    default: 'all-but-sync',
    about: 'who cannot change a direct cost that has an origin_id (§6.3)',
  },
  commitmentLock: {
    values: ['on', 'off'],
    default: 'on',
    about:
      'Approved and Complete lock vendor, method, lines and deletion; approved change orders their lines (§6.3)',
  },
  lockBindsOwner: {
    values: ['yes', 'no'],
    default: 'yes',
    about: 'that lock binds the API too where the record has an origin_id (§6.3)',
  },
  syncedCommitmentLock: {
    values: ['off', 'people'],
    default: 'off',
    about: 'people cannot change vendor, status and lines of a commitment with an origin_id (§6.3)',
  },
  accountingMethod: {
    values: ['free-without-lines', 'free', 'fixed'],
    default: 'free-without-lines',
    about: 'when it can be changed (§6.1)',
  },
  commitmentRules: {
    values: ['on', 'off'],
    default: 'on',
    about: 'vendor active and in the project, unit known, requisitions only on approved ones and the latest',
  },
  commitmentAddsVendor: {
    values: ['no', 'yes'],
    default: 'no',
    about: 'a commitment adds its vendor to the project directory (§11.12)',
  },
  lineTouchesCommitment: {
    values: ['yes', 'no'],
    default: 'yes',
    about: 'a line write moves the commitment’s updated_at (§11.4)',
  },
  requisitionResource: {
    values: ['none', 'Draw Requests'],
    default: 'none',
    about: 'hook resource that tells of requisitions (§10.4)',
  },
  directCostWriteMs: {
    values: 'number',
    default: 25,
    about: 'real ms that a direct cost write takes; another one meanwhile is 409 (§8)',
  },
  hookListNamespace: {
    values: ['optional', 'required'],
    default: 'optional',
    about: 'v2 hooks list (§10.1)',
  },
  companyHookFanout: {
    values: ['yes', 'no'],
    default: 'yes',
    about: 'a company hook gets events of project resources (§10.4)',
  },
  hookTimeoutMs: { values: 'number', default: 5000, about: 'real ms that a receiver has (§10.3)' },
  hookDelayMs: { values: 'number', default: 0, about: 'sandbox ms from change to first delivery' },
  hookDuplicates: { values: ['no', 'yes'], default: 'no', about: 'every event is delivered twice (§10.3)' },
  hookOrder: { values: ['sent', 'reversed'], default: 'sent', about: 'newest waiting event first (§10.3)' },
  hookDisable: {
    values: ['never', 'after-discard'],
    default: 'never',
    about: 'a hook is disabled when its queue is discarded (§10.3)',
  },
  sourceApplicationId: {
    values: ['client-id', 'null'],
    default: 'client-id',
    about: 'in the metadata of events of API writes; published samples show null (§10.2)',
  },
  operationIdHeader: {
    values: ['none', 'Idempotency-Token', 'X-Request-Id'],
    default: 'none',
    about: 'request header that becomes source_operation_id (§10.2)',
  },
} as const

/** Faults of Procore's own, beside those of every sandbox. */
export const procoreFaults = [
  'rate-limit',
  'unavailable',
  'token-expired',
  'conflict',
  'sync-error',
  'sync-omit',
  'hook-lost',
] as const
