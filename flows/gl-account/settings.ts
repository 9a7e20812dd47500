import { Type } from 'typebox'
import { ScheduleSettings } from '../schedule.ts'

/** Settings of the GL-account flow (BUSINESS.md, GL accounts). */
export const GlAccountSettings = Type.Object(
  {
    setids: Type.Array(Type.String({ minLength: 1, maxLength: 5 }), {
      minItems: 1,
      description: 'SetIDs whose accounts are carried to Procore.',
    }),
    account_types: Type.Array(Type.String({ minLength: 1, maxLength: 1 }), {
      default: ['E'],
      description:
        'ACCOUNT_TYPE codes in scope, as the site has them. Statistical and budgetary-only accounts never are.',
    }),
    ranges: Type.Array(
      Type.Object(
        {
          from: Type.String({ description: 'First account.' }),
          to: Type.String({ description: 'Last account; compared as text.' }),
        },
        { additionalProperties: false },
      ),
      { default: [], description: 'Account ranges in scope; none means all.' },
    ),
    standard_cost_code_list_id: Type.String({
      pattern: '^[0-9]+$',
      description: 'Id of the Procore standard cost code list that takes the accounts.',
    }),
    parent: Type.Object(
      {
        code: Type.String({ minLength: 1, description: 'Code of the parent that all accounts stand under.' }),
        name: Type.String({ minLength: 1, description: 'Its name, where it has to be made.' }),
      },
      {
        additionalProperties: false,
        description:
          'The one parent code of all accounts; made once in the company list and once in each project.',
      },
    ),
    sync_code: Type.Union([Type.Literal('own'), Type.Literal('full')], {
      default: 'own',
      description:
        "How a code is written: its own part, or with the parent's code before it. Procore's pages disagree (procore.md §5.2).",
    }),
    schedule: ScheduleSettings,
  },
  {
    additionalProperties: false,
    description: 'GL accounts of PeopleSoft, carried to Procore as cost codes.',
  },
)
