/**
 * Products of a catalog that is Meta's alone: each is drawn from its id, with a picture and a price that never change.
 */
import { useFormats, useSurroundings } from './surroundings.tsx'

export const productCurrency = 'USD'

function sumOf(id: string): number {
  let sum = 7
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 99_991
  return sum
}

/** From 1.90 to 99.90, always ending in .90. */
export function priceOf(id: string): number {
  return (sumOf(id) % 99) + 1.9
}

export function ProductPicture({ id }: { id: string }) {
  const hue = (sumOf(id) * 137) % 360
  return (
    <svg viewBox="0 0 60 60" preserveAspectRatio="xMidYMid slice" aria-hidden="true" className="product">
      <rect width={60} height={60} fill={`hsl(${hue} 45% 82%)`} />
      <path d="M18 24h24l3 26H15z" fill={`hsl(${hue} 40% 46%)`} />
      <path d="M23 26v-5a7 7 0 0 1 14 0v5" fill="none" stroke={`hsl(${hue} 45% 28%)`} strokeWidth={2.5} />
    </svg>
  )
}

/** In the bubble: one product with its price, or the first of several with their number. */
export function Products({ ids, isList }: { ids: readonly string[]; isList: boolean }) {
  const { word } = useSurroundings()
  const { number, money } = useFormats()
  const [first = ''] = ids
  const isMany = isList || ids.length > 1
  const shown = isMany ? ids.slice(0, ids.length > 3 ? 4 : 2) : [first]
  return (
    <div className="shelf">
      {shown.map((id) => (
        <ProductPicture key={id} id={id} />
      ))}
      <div className="pair">
        <strong>{isMany ? word.products : first}</strong>
        <small>{isMany ? `${number(ids.length)} ${word.items}` : money(priceOf(first), productCurrency)}</small>
      </div>
    </div>
  )
}
