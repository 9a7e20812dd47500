import { type Static, Type } from 'typebox'

const code = (maxLength: number, description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength, description }))

/** Chartfields with PeopleSoft's lengths (peoplesoft.md §5.3). Texts longer than these are refused, never cut. */
const Chartfields = {
  deptid: code(10, "Department; the project's own where a rule names none."),
  operating_unit: code(8, "Operating unit; the project's own where a rule names none."),
  product: code(6, 'Product.'),
  fund: code(5, 'Fund code.'),
  class: code(5, 'Class field.'),
  program: code(5, 'Program code.'),
  budget_ref: code(8, 'Budget reference.'),
  affiliate: code(5, 'Affiliate.'),
  chartfield1: code(10, 'Chartfield 1.'),
  chartfield2: code(10, 'Chartfield 2.'),
  chartfield3: code(10, 'Chartfield 3.'),
}

const ProjectCosting = {
  activity_id: code(15, 'Activity of the project.'),
  analysis_type: code(3, 'Analysis type, e.g. ACT.'),
  resource_type: code(5, 'Resource type.'),
  category: code(5, 'Resource category.'),
  sub_cat: code(5, 'Resource sub-category.'),
}

const strict = { additionalProperties: false }

export const Rule = Type.Object(
  {
    match: Type.Object(
      {
        project: Type.Optional(Type.String({ description: 'Procore project id.' })),
        sub_job: Type.Optional(Type.String({ description: 'Code of the sub job.' })),
        cost_code: Type.Optional(
          Type.String({ description: 'Full cost code; a prefix where it ends with `*`, e.g. `03-*`.' }),
        ),
        cost_type: Type.Optional(Type.String({ description: 'Code of the cost type, e.g. `L`.' })),
        direct_cost_type: Type.Optional(Type.String({ description: 'E.g. `invoice` or `expense`.' })),
      },
      { ...strict, minProperties: 1 },
    ),
    to: Type.Object(
      {
        account: Type.Optional(Type.String({ minLength: 1, maxLength: 10 })),
        ...Chartfields,
        ...ProjectCosting,
      },
      { ...strict, minProperties: 1 },
    ),
  },
  strict,
)

const Offset = Type.Object(
  {
    flow: Type.Union([Type.Literal('direct-cost'), Type.Literal('change-order')]),
    direct_cost_type: Type.Optional(Type.String({ description: 'E.g. `invoice`; change orders have none.' })),
    bu_gl: Type.String({ maxLength: 5 }),
    account: Type.String({
      minLength: 1,
      maxLength: 10,
      description:
        'Of direct costs the clearing account that AP or payroll debits, so that it nets to zero; of change orders the commitment offset in the memo ledger group.',
    }),
    ...Chartfields,
  },
  strict,
)

const text = (description: string) => Type.Optional(Type.String({ minLength: 1, description }))

export const ReverseRule = Type.Object(
  {
    match: Type.Object(
      {
        project: text('Procore project id.'),
        account: text('ACCOUNT of the distribution.'),
        activity_id: text('ACTIVITY_ID of the distribution.'),
        resource_type: text('RESOURCE_TYPE of the distribution.'),
        po_category: text('CATEGORY_ID of the line.'),
      },
      { ...strict, minProperties: 1 },
    ),
    to: Type.Object(
      {
        cost_code: text('Full cost code of the project, e.g. `03-300`.'),
        cost_type: text('Code of the cost type, e.g. `M`.'),
      },
      { ...strict, minProperties: 1 },
    ),
  },
  strict,
)

const Unit = Type.Object(
  {
    peoplesoft: Type.String({ minLength: 1, maxLength: 3, description: 'UNIT_OF_MEASURE, e.g. `CYD`.' }),
    procore: Type.String({ minLength: 1, description: 'Name of the unit in Procore, e.g. `cy`.' }),
  },
  strict,
)

/** How Procore's coding becomes PeopleSoft's (BUSINESS.md, Mapping). Dated: the newest mapping not after a cost's date holds. */
export const Mapping = Type.Object(
  {
    version: Type.String({ minLength: 1, description: 'Name of this mapping; kept with every posting.' }),
    effective_from: Type.String({ format: 'date', description: 'First cost date it holds for.' }),
    rules: Type.Array(Rule, {
      description:
        'Each field of the coding comes from the most specific rule that names it; two equally specific rules that name it differently are refused.',
    }),
    linked_accounts: Type.Optional(
      Type.Object(
        { ...Chartfields, ...ProjectCosting },
        {
          ...strict,
          description: 'What else a line carries that is coded to one of the GL-account cost codes.',
        },
      ),
    ),
    offsets: Type.Array(Offset, {
      description:
        'The clearing account of each journalled cost type and business unit, and the commitment offset of change orders.',
    }),
    reverse: Type.Array(ReverseRule, {
      default: [],
      description:
        "How PeopleSoft's coding of an order becomes a cost code and a cost type, by the same rule: most specific wins, ties are refused. A line without both waits.",
    }),
    uom: Type.Array(Unit, {
      default: [],
      description: 'Units of measure, both ways: each name is there once.',
    }),
  },
  strict,
)

export type Mapping = Static<typeof Mapping>
export type Rule = Static<typeof Rule>
export type ReverseRule = Static<typeof ReverseRule>
