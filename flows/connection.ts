import { PeopleSoftSettings } from '@plumbline/peoplesoft'
import { ProcoreSettings } from '@plumbline/procore'
import { type Static, Type } from 'typebox'
import { ChangeOrderSettings } from './change-order/settings.ts'
import { Mapping } from './coding/settings.ts'
import { DirectCostSettings } from './direct-cost/settings.ts'
import { GlAccountSettings } from './gl-account/settings.ts'
import { PurchaseOrderSettings } from './purchase-order/settings.ts'
import { RequisitionSettings } from './requisition/settings.ts'
import { VendorSettings } from './vendor/settings.ts'

const strict = { additionalProperties: false }

const BusinessUnit = Type.Object(
  {
    base_currency: Type.String({ minLength: 3, maxLength: 3, description: 'Base currency, ISO 4217.' }),
    setids: Type.Object(
      {
        GL_ACCOUNT_TBL: Type.String({ description: 'SetID of its accounts.' }),
        DEPT_TBL: Type.String({ description: 'SetID of its departments.' }),
      },
      { ...strict, description: 'SetIDs by record, as PS_SET_CNTRL_REC has them; `ping` compares them.' },
    ),
    calendar: Type.Object(
      {
        setid: Type.String({ description: 'SetID of the calendar.' }),
        id: Type.String({ maxLength: 2, description: 'CALENDAR_ID.' }),
      },
      { ...strict, description: 'Calendar by which dates become periods.' },
    ),
  },
  { ...strict, description: 'A General Ledger business unit.' },
)

const Project = Type.Object(
  {
    procore_id: Type.String({ pattern: '^[0-9]+$', description: 'Id of the project in Procore.' }),
    bu_gl: Type.String({ maxLength: 5, description: 'General Ledger business unit.' }),
    bu_pc: Type.String({ maxLength: 5, description: 'Project Costing business unit.' }),
    bu_ap: Type.Optional(Type.String({ maxLength: 5, description: 'Payables business unit.' })),
    bu_po: Type.Optional(Type.String({ maxLength: 5, description: 'Purchasing business unit.' })),
    project_id: Type.String({ maxLength: 15, description: 'Project in PeopleSoft.' }),
    deptid: Type.String({ maxLength: 10, description: 'Department (cost centre) of the project.' }),
    operating_unit: Type.Optional(Type.String({ maxLength: 8, description: 'Operating unit.' })),
    currency: Type.String({ minLength: 3, maxLength: 3, description: 'Currency where Procore shows none.' }),
    post_from: Type.String({
      format: 'date',
      description:
        'First cost date that is posted. Required: costs before it are in the books already, and would be posted twice.',
    }),
  },
  { ...strict, description: 'An enabled project: one pair of a Procore and a PeopleSoft project.' },
)

const Notifications = Type.Object(
  {
    destination_url: Type.String({
      pattern: '^https?://',
      description: 'Where Procore reaches the ingress, e.g. `https://hooks.example.com/webhooks/main`.',
    }),
    namespace: Type.String({
      pattern: '^[a-z0-9-]+$',
      default: 'plumbline',
      description: 'Keeps our hooks apart from other apps.',
    }),
    payload_version: Type.Union([Type.Literal('v2.0'), Type.Literal('v3.0'), Type.Literal('v4.0')], {
      default: 'v3.0',
      description: 'v3.0 names the cost of a changed line; with the others a line change sweeps its project.',
    }),
    api: Type.Union([Type.Literal('v1.0'), Type.Literal('v2.0')], {
      default: 'v2.0',
      description: 'Hook API; v1.0 is deprecated.',
    }),
    level: Type.Union([Type.Literal('company'), Type.Literal('project')], {
      default: 'company',
      description:
        'One hook for the company, or one for each enabled project. Whether a company hook brings project events is not documented (procore.md §10.4).',
    }),
  },
  {
    ...strict,
    description:
      'Webhooks. Without them the sweep alone carries the changes, later. The secret is `procore.webhook_secret`.',
  },
)

/**
 * A connection: one PeopleSoft paired with one Procore company (DESIGN §6). Its JSON Schema is published as
 * `schemas/connection.schema.json`; secrets are never in it.
 */
export const ConnectionDocument = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$', description: 'Name of the connection: a label.' }),
    peoplesoft: PeopleSoftSettings,
    procore: ProcoreSettings,
    notifications: Type.Optional(Notifications),
    business_units: Type.Record(Type.String({ maxLength: 5 }), BusinessUnit, {
      description: 'General Ledger business units that take postings, by their id.',
    }),
    projects: Type.Array(Project, { description: 'Enabled projects.' }),
    mappings: Type.Array(Mapping, { minItems: 1, description: 'Mappings by the date they hold from.' }),
    flows: Type.Object(
      {
        vendor: VendorSettings,
        'gl-account': GlAccountSettings,
        'direct-cost': DirectCostSettings,
        'purchase-order': Type.Optional(PurchaseOrderSettings),
        'change-order': Type.Optional(ChangeOrderSettings),
        requisition: Type.Optional(RequisitionSettings),
      },
      { ...strict, description: 'What moves. A flow that may be left out is off without its settings.' },
    ),
  },
  { ...strict, $id: 'plumbline-connection', title: 'Plumbline connection' },
)

export type Settings = Static<typeof ConnectionDocument>
export type ProjectSettings = Settings['projects'][number]

/** The settings of an enabled project; null when it is not enabled. */
export function projectOf(settings: Settings, procoreId: string | null): ProjectSettings | null {
  return settings.projects.find(project => project.procore_id === procoreId) ?? null
}

/** The business unit's settings. @throws when a project names one that is not there (refused when the connection is applied). */
export function businessUnitOf(settings: Settings, unit: string): Settings['business_units'][string] {
  const found = settings.business_units[unit]
  if (!found) throw new Error(`business unit ${unit} is not among the connection's business_units`)
  return found
}
