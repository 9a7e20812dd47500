import type { JournalLine } from '@plumbline/peoplesoft'

/** A line without amount and coding, to be filled. */
export const emptyLine: JournalLine = {
  JOURNAL_LINE: 0,
  ACCOUNT: null,
  DEPTID: null,
  OPERATING_UNIT: null,
  PRODUCT: null,
  FUND_CODE: null,
  CLASS_FLD: null,
  PROGRAM_CODE: null,
  BUDGET_REF: null,
  AFFILIATE: null,
  CHARTFIELD1: null,
  CHARTFIELD2: null,
  CHARTFIELD3: null,
  BUSINESS_UNIT_PC: null,
  PROJECT_ID: null,
  ACTIVITY_ID: null,
  ANALYSIS_TYPE: null,
  RESOURCE_TYPE: null,
  RESOURCE_CATEGORY: null,
  RESOURCE_SUB_CAT: null,
  MONETARY_AMOUNT: '0',
  FOREIGN_AMOUNT: null,
  FOREIGN_CURRENCY: null,
  MOVEMENT_FLAG: 'N',
  JRNL_LN_REF: null,
  LINE_DESCR: null,
}

/** JRNL_LN_REF, 10 characters: whole or not there, for a cut invoice number is another invoice number. */
export function lineReference(text: string | null): string | null {
  const given = text?.trim() ?? ''
  return given !== '' && [...given].length <= 10 ? given : null
}

/** LINE_DESCR, 30 characters, on one line; one that is cut shows it. */
export function lineText(text: string | null): string | null {
  const letters = [...(text ?? '').replace(/\s+/g, ' ').trim()]
  if (letters.length <= 30) return letters.join('') || null
  return `${letters.slice(0, 28).join('').trimEnd()}..`
}
