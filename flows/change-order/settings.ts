import { Type } from 'typebox'
import { ScheduleSettings } from '../schedule.ts'

/** Settings of the change-order flow (BUSINESS.md, Change orders). */
export const ChangeOrderSettings = Type.Object(
  {
    mode: Type.Union([Type.Literal('journal'), Type.Literal('none')], {
      default: 'journal',
      description:
        'An approved change order becomes a journal in the memo ledger group, or no journal. Either way the events tell of it.',
    }),
    ledger_group: Type.String({
      minLength: 1,
      maxLength: 10,
      description:
        "Memo ledger group of the journals, of its own. Required: a change order is a commitment, and the subcontractor's invoice brings the same money as actual cost later. That of the direct costs is refused; nor may it be one of Commitment Control.",
    }),
    source: Type.String({
      minLength: 1,
      maxLength: 3,
      description: 'Journal source that marks these journals. Required: approval and security go by it.',
    }),
    analysis_type: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 3,
        description:
          "Analysis type of commitments, e.g. COM. With it the lines carry the whole project set, which Project Costing collects; without it they carry none. Never the actual costs' type: the cost would count twice there.",
      }),
    ),
    closed_period: Type.Union([Type.Literal('next-open'), Type.Literal('hold')], {
      default: 'next-open',
      description:
        'A change order dated in a closed period goes to the next open one, or is held for a person.',
    }),
    schedule: ScheduleSettings,
  },
  {
    additionalProperties: false,
    description: "Approved change orders of commitments, posted to PeopleSoft's memo ledger group.",
  },
)
