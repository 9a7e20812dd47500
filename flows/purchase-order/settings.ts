import { Type } from 'typebox'
import { ScheduleSettings } from '../schedule.ts'

const strict = { additionalProperties: false }

const Kind = Type.Object(
  {
    po_type: Type.Optional(Type.String({ maxLength: 4, description: 'PO_TYPE, e.g. `GEN`.' })),
    po_origin: Type.Optional(Type.String({ maxLength: 3, description: 'ORIGIN.' })),
    kind: Type.Union([Type.Literal('purchase_order'), Type.Literal('subcontract')]),
  },
  { ...strict, description: 'The first that fits decides.' },
)

const ToPeoplesoft = Type.Object(
  {
    send_when: Type.Literal('approved', {
      default: 'approved',
      description: 'Status in which a commitment of Procore becomes a PeopleSoft order.',
    }),
    buyer: Type.String({
      minLength: 1,
      maxLength: 30,
      description:
        'BUYER_ID of the orders. Required: PeopleSoft takes none without it, and approval goes by it.',
    }),
    location: Type.Optional(
      Type.String({
        maxLength: 10,
        description: "Supplier's location (VNDR_LOC); else PeopleSoft's default.",
      }),
    ),
    ship_to: Type.Optional(Type.String({ maxLength: 10, description: 'SHIPTO_ID of the schedules.' })),
    payment_terms: Type.Optional(
      Type.String({ maxLength: 5, description: "PYMNT_TERMS_CD; else the supplier's." }),
    ),
    category: Type.String({
      minLength: 1,
      maxLength: 5,
      description: 'CATEGORY_ID of the lines. Required: a line without an item must have one.',
    }),
    unit_of_measure: Type.String({
      default: 'EA',
      minLength: 1,
      maxLength: 3,
      description: 'Unit of lines that are ordered by amount.',
    }),
    analysis_type: Type.String({
      default: 'COM',
      minLength: 1,
      maxLength: 3,
      description:
        'ANALYSIS_TYPE of the distributions, whatever the mapping says: an order commits, it is no actual cost.',
    }),
    po_type: Type.Optional(Type.String({ maxLength: 4, description: 'PO_TYPE of the orders.' })),
    po_origin: Type.Optional(Type.String({ maxLength: 3, description: 'ORIGIN of the orders.' })),
    numbering: Type.Union([Type.Literal('ours'), Type.Literal('site')], {
      default: 'site',
      description:
        '`ours`: PO_ID is derived from the commitment, so that it is never made twice; the site must allow it. `site`: PeopleSoft numbers, and PO_REF tells the order.',
    }),
    number_prefix: Type.String({
      default: 'PC',
      pattern: '^[A-Z][A-Z0-9]{0,3}$',
      description: 'First characters of our PO_IDs, outside the range that the site numbers by itself.',
    }),
    dispatch: Type.Literal(false, {
      default: false,
      description:
        'Orders are never dispatched from here: the vendor has the contract, and would ship twice.',
    }),
    show_number: Type.Boolean({
      default: true,
      description:
        "Whether the commitment shows PeopleSoft's number, as `origin_code`. Never as `origin_id`, which would lock it for its users.",
    }),
  },
  {
    ...strict,
    description: 'Commitments of Procore become PeopleSoft orders; without it they are captured, not sent.',
  },
)

/** Settings of the purchase-order flow, both ways (BUSINESS.md, Purchase orders). */
export const PurchaseOrderSettings = Type.Object(
  {
    kinds: Type.Array(Kind, {
      default: [],
      description: 'Which PeopleSoft orders are subcontracts in Procore; all others are purchase orders.',
    }),
    conflict: Type.Union([Type.Literal('origin-wins'), Type.Literal('hold')], {
      default: 'origin-wins',
      description:
        'What becomes of a change on the side that an order was not born on: the content of its origin is written again, or the order waits for a person.',
    }),
    approved_revision: Type.Union([Type.Literal('change-order'), Type.Literal('park')], {
      default: 'change-order',
      description:
        'What becomes of changed lines of an order whose commitment is approved, and so refuses them: the difference becomes an approved change order of the commitment, or the order waits until a person opens the commitment.',
    }),
    to_peoplesoft: Type.Optional(ToPeoplesoft),
    schedule: ScheduleSettings,
  },
  { ...strict, description: 'Purchase orders and subcontracts, both ways.' },
)
