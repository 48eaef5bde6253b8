/**
 * Amounts of money: whole millionths of a currency's unit, since rates have up to four decimals and the sums of a month
 * must be exact. Text has a point and no grouping: `0.0625`. Pure.
 */
const decimals = 6
const perUnit = 10n ** BigInt(decimals)

/** A rate of a message, as text or as JSON's number; undefined if it is none, or finer than a millionth. */
export function readRate(value: string | number): number | undefined {
  const text = typeof value === 'number' ? String(value) : value.trim()
  const [, whole = '', fraction = ''] = /^([0-9]{1,9})(?:\.([0-9]{1,12}))?$/.exec(text) ?? []
  if (whole === '' || !/^0*$/.test(fraction.slice(decimals))) return undefined
  return Number(whole) * Number(perUnit) + Number(fraction.slice(0, decimals).padEnd(decimals, '0'))
}

/** `12.5`; with at least two decimals, as money has. */
export function amountText(millionths: bigint): string {
  const fraction = String(millionths % perUnit).padStart(decimals, '0')
  let length = decimals
  while (length > 2 && fraction[length - 1] === '0') length -= 1
  return `${millionths / perUnit}.${fraction.slice(0, length)}`
}
