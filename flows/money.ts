import Big from 'big.js'

/** A decimal text in its one form, without exponent and trailing zeros: `12.50` is `12.5`; null stays null. */
export function plainDecimal(text: string): string
export function plainDecimal(text: string | null): string | null
export function plainDecimal(text: string | null): string | null {
  return text === null ? null : Big(text.replace(/^\+/, '')).toFixed()
}

/** Decimals of the smallest unit of a currency, by ISO 4217: 2 for USD, 0 for JPY; 2 for a code that is not one. */
export function minorUnits(currency: string): number {
  try {
    const { maximumFractionDigits } = new Intl.NumberFormat('en', {
      style: 'currency',
      currency,
    }).resolvedOptions()
    return maximumFractionDigits ?? 2
  } catch {
    return 2
  }
}

/** The exact sum. */
export const sumOf = (amounts: readonly string[]): Big =>
  amounts.reduce((sum, amount) => sum.plus(amount), Big(0))
