import { Type } from 'typebox'
import { ScheduleSettings } from '../schedule.ts'

const policy = (fallback: 'journal' | 'skip') =>
  Type.Union([Type.Literal('journal'), Type.Literal('skip')], { default: fallback })

const balancing = Type.Union([
  Type.Literal('deptid'),
  Type.Literal('operating_unit'),
  Type.Literal('product'),
  Type.Literal('fund'),
  Type.Literal('class'),
  Type.Literal('program'),
  Type.Literal('budget_ref'),
  Type.Literal('affiliate'),
  Type.Literal('chartfield1'),
  Type.Literal('chartfield2'),
  Type.Literal('chartfield3'),
])

/** Settings of the direct-cost flow (BUSINESS.md, Direct costs → journals). */
export const DirectCostSettings = Type.Object(
  {
    ledger_group: Type.String({
      minLength: 1,
      maxLength: 10,
      description: 'Ledger group of the journals. Required: the wrong one puts costs into the wrong books.',
    }),
    source: Type.String({
      minLength: 1,
      maxLength: 3,
      description: 'Journal source that marks these journals. Required: approval and security go by it.',
    }),
    policies: Type.Object(
      {
        invoice: policy('journal'),
        expense: policy('journal'),
        payroll: policy('skip'),
        subcontractor_invoice: policy('skip'),
      },
      { default: {}, additionalProperties: false, description: 'What becomes of each type of direct cost.' },
    ),
    closed_period: Type.Union([Type.Literal('next-open'), Type.Literal('hold')], {
      default: 'next-open',
      description: 'A cost dated in a closed period goes to the next open one, or is held for a person.',
    }),
    project_costing: Type.Boolean({
      default: true,
      description: 'Cost lines carry the whole project set, so that Project Costing collects them.',
    }),
    required_resource_fields: Type.Array(
      Type.Union([
        Type.Literal('RESOURCE_TYPE'),
        Type.Literal('RESOURCE_CATEGORY'),
        Type.Literal('RESOURCE_SUB_CAT'),
      ]),
      { default: [], description: 'Resource fields that the business units require with the project set.' },
    ),
    balancing_chartfields: Type.Array(balancing, {
      default: [],
      description:
        'Chartfields by which journals must balance, besides business unit, ledger and currency: clearing lines take them over from the lines that they balance.',
    }),
    tax: Type.Object(
      {
        rate_unit: Type.Union([Type.Literal('percent'), Type.Literal('fraction')], {
          default: 'percent',
          description: "What a tax code's rate1 means. No source says (procore.md §5.2).",
        }),
        grand_total: Type.Union([Type.Literal('with-tax'), Type.Literal('without-tax')], {
          default: 'without-tax',
          description: "Whether grand_total holds the lines' tax. No source says (procore.md §8).",
        }),
        account: Type.Optional(
          Type.String({
            maxLength: 10,
            description: "Account for tax; without it tax follows its line's account.",
          }),
        ),
      },
      { default: {}, additionalProperties: false, description: 'Line tax.' },
    ),
    voucher_check: Type.Boolean({
      default: false,
      description:
        'Look in Payables for a voucher of the same invoice before a cost is posted (query PLB_VOUCHER).',
    }),
    schedule: ScheduleSettings,
  },
  {
    additionalProperties: false,
    description: 'Direct costs of Procore, posted to the PeopleSoft General Ledger.',
  },
)
