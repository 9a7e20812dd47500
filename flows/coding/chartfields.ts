import type { JournalLine } from '@plumbline/peoplesoft'
import type { CodingField } from './resolve.ts'

/** PeopleSoft's name of each field of a coding. */
export const chartfieldNames = {
  account: 'ACCOUNT',
  deptid: 'DEPTID',
  operating_unit: 'OPERATING_UNIT',
  product: 'PRODUCT',
  fund: 'FUND_CODE',
  class: 'CLASS_FLD',
  program: 'PROGRAM_CODE',
  budget_ref: 'BUDGET_REF',
  affiliate: 'AFFILIATE',
  chartfield1: 'CHARTFIELD1',
  chartfield2: 'CHARTFIELD2',
  chartfield3: 'CHARTFIELD3',
  activity_id: 'ACTIVITY_ID',
  analysis_type: 'ANALYSIS_TYPE',
  resource_type: 'RESOURCE_TYPE',
  category: 'RESOURCE_CATEGORY',
  sub_cat: 'RESOURCE_SUB_CAT',
} as const satisfies Record<CodingField, keyof JournalLine>

type Chartfield = (typeof chartfieldNames)[CodingField]

/** A coding under PeopleSoft's names; what it does not say is left out. */
export function toChartfields(
  fields: Partial<Record<CodingField, string>>,
): Partial<Record<Chartfield, string>> {
  const said = Object.entries(fields).filter(([, value]) => value !== undefined)
  return Object.fromEntries(said.map(([field, value]) => [chartfieldNames[field as CodingField], value]))
}

/** The fields by which amounts are told apart: everything that codes a line, project set included. */
export const codingOf = (line: JournalLine): string =>
  JSON.stringify(
    [...Object.values(chartfieldNames), 'BUSINESS_UNIT_PC' as const, 'PROJECT_ID' as const].map(
      name => line[name] ?? null,
    ),
  )
