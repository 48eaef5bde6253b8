/** The shelves with a counter on each product; the button at the bottom sends the cart to the business as an order. */
import { useState } from 'react'
import type { Content, Item } from '../drawing/content.ts'
import { Icon } from '../drawing/icon.tsx'
import { ProductPicture, priceOf, productCurrency } from '../drawing/products.tsx'
import { closeSheet } from './sheet.tsx'
import { moneyOf, numberOf, word } from './words.ts'

const maxQuantity = 99

type Props = { content: Content; onOrder: (cart: { catalogId: string; items: Item[] }) => unknown }

export function Catalog({ content: { kind, products = [], shelves, catalogId = 'catalog' }, onOrder }: Props) {
  const [cart, setCart] = useState<ReadonlyMap<string, number>>(new Map())
  // A catalog button stands for the whole catalog, of which only the thumbnail is known.
  const all = shelves ?? [{ ids: products.length > 1 || kind === 'product' ? products : sampleIds(products) }]
  const total = [...cart].reduce((sum, [id, quantity]) => sum + priceOf(id) * quantity, 0)
  const change = (id: string, by: number) =>
    setCart((before) => new Map(before).set(id, Math.min(maxQuantity, Math.max(0, (before.get(id) ?? 0) + by))))
  const send = () => {
    closeSheet()
    const chosen = [...cart].filter(([, quantity]) => quantity > 0)
    const items = chosen.map(([id, quantity]) => ({ id, quantity, price: priceOf(id), currency: productCurrency }))
    onOrder({ catalogId, items })
  }
  return (
    <>
      {all.map(({ title, ids }, index) => (
        <section key={index}>
          {title && <h3>{title}</h3>}
          {ids.map((id, at) => (
            <Line key={at} id={id} quantity={cart.get(id) ?? 0} onChange={(by) => change(id, by)} />
          ))}
        </section>
      ))}
      <button className="primary" type="button" disabled={total === 0} onClick={send}>
        {total === 0 ? word.placeOrder : `${word.placeOrder} · ${moneyOf(total, productCurrency)}`}
      </button>
    </>
  )
}

function sampleIds(ids: readonly string[]): string[] {
  return [...ids, ...['A-1', 'A-2', 'A-3', 'A-4'].map((suffix) => `${word.products} ${suffix}`)]
}

function Line({ id, quantity, onChange }: { id: string; quantity: number; onChange: (by: number) => void }) {
  return (
    <div className="product-line">
      <ProductPicture id={id} />
      <span className="lines">
        <strong>{id}</strong>
        <small>{moneyOf(priceOf(id), productCurrency)}</small>
      </span>
      <button className="round-button" type="button" aria-label={`${word.fewer}: ${id}`} onClick={() => onChange(-1)}>
        <Icon name="fewer" />
      </button>
      <output className="quantity">{numberOf(quantity)}</output>
      <button className="round-button" type="button" aria-label={`${word.more}: ${id}`} onClick={() => onChange(1)}>
        <Icon name="more" />
      </button>
    </div>
  )
}
