import { readFields } from '@plumbline/http'
import type { Urgency } from './budget.ts'
import type { Procore } from './client.ts'
import { type Origin, readOrigin } from './shared.ts'

/** A tax code of the company (procore.md §5.2). */
export type TaxCode = Origin & {
  id: string
  code: string | null
  description: string | null
  /** A decimal text, as Procore has it. */
  rate1: string | null
  archived: boolean | null
}

/** The tax codes of the company. */
export async function* listTaxCodes(
  procore: Procore,
  { urgency = 'foreground' }: { urgency?: Urgency } = {},
): AsyncIterable<TaxCode> {
  const query = { company_id: procore.settings.company_id }
  for await (const raw of procore.list('v1.0/tax_codes', { query, urgency })) {
    const tax = readFields(raw, 'tax code')
    yield {
      id: tax.need('id'),
      code: tax.text('code'),
      description: tax.text('description'),
      rate1: tax.decimal('rate1'),
      archived: tax.flag('archived'),
      ...readOrigin(tax),
    }
  }
}
