/**
 * A decimal text such as `-12.50` as Avro's unscaled two's complement, big-endian and as short as can be.
 * @throws RangeError, never rounding, when it has more decimals or digits than the schema holds or is no plain decimal.
 */
export function decimalToBytes(text: string, precision: number, scale: number): Buffer {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!parts) throw new RangeError(`'${text}' is not a decimal such as -12.5`)
  const fraction = withoutTrailingZeros(parts[3] ?? '')
  if (fraction.length > scale) throw new RangeError(`${text} has more than ${scale} decimals`)
  const unscaled = BigInt(parts[2] + fraction.padEnd(scale, '0'))
  if (unscaled.toString().length > precision)
    throw new RangeError(`${text} has more than ${precision - scale} digits before the point`)
  return integerToBytes(parts[1] === '-' ? -unscaled : unscaled)
}

/** The decimal in those bytes, without trailing zeros and never `-0`. */
export function bytesToDecimal(bytes: Buffer, scale: number): string {
  const unscaled = bytesToInteger(bytes)
  const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const fraction = withoutTrailingZeros(digits.slice(digits.length - scale))
  return `${unscaled < 0n ? '-' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`
}

function integerToBytes(value: bigint): Buffer {
  // One bit more than the magnitude needs, for the sign.
  const magnitudeBits = value === 0n ? 0 : (value < 0n ? -value - 1n : value).toString(2).length
  const length = Math.floor(magnitudeBits / 8) + 1
  const unsigned = BigInt.asUintN(length * 8, value)
  return Buffer.from(unsigned.toString(16).padStart(length * 2, '0'), 'hex')
}

function bytesToInteger(bytes: Buffer): bigint {
  if (bytes.length === 0) return 0n
  // 48 bits are the most that Buffer reads as one number.
  if (bytes.length <= 6) return BigInt(bytes.readIntBE(0, bytes.length))
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`))
}

const withoutTrailingZeros = (digits: string) => digits.replace(/0+$/, '')
