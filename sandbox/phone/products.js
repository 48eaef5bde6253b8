/**
 * The catalog: the sandbox has none, so each product is drawn from its id alone, with a picture and a price that never
 * change. The cart goes to the business as an order.
 */
import { drawn, element, icon } from '/element.js'
import { closeSheet, openSheet } from '/sheet.js'
import { moneyOf, numberOf, word } from '/words.js'

const currency = 'USD'

function sumOf(id) {
  let sum = 7
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 99_991
  return sum
}

/** From 1.90 to 99.90, always ending in .90. */
function priceOf(id) {
  return (sumOf(id) % 99) + 1.9
}

function picture(id) {
  const hue = (sumOf(id) * 137) % 360
  const node = drawn(
    'svg',
    { viewBox: '0 0 60 60', preserveAspectRatio: 'xMidYMid slice', 'aria-hidden': 'true', class: 'product' },
    drawn('rect', { width: 60, height: 60, fill: `hsl(${hue} 45% 82%)` }),
    drawn('path', { d: 'M18 24h24l3 26H15z', fill: `hsl(${hue} 40% 46%)` }),
    drawn('path', {
      d: 'M23 26v-5a7 7 0 0 1 14 0v5',
      fill: 'none',
      stroke: `hsl(${hue} 45% 28%)`,
      'stroke-width': 2.5,
    }),
  )
  return node
}

/** In the bubble: one product with its price, or the first of several with their number. */
export function products(ids, isList) {
  const [first] = ids
  const isMany = isList || ids.length > 1
  const about = isMany ? `${numberOf(ids.length)} ${word.items}` : moneyOf(priceOf(first), currency)
  const shown = isMany ? ids.slice(0, ids.length > 3 ? 4 : 2) : [first]
  return element(
    'div.shelf',
    {},
    ...shown.map(picture),
    element(
      'div.pair',
      {},
      element('strong', { textContent: isMany ? word.products : first }),
      element('small', { textContent: about }),
    ),
  )
}

/** The shelves with a counter on each product; the button at the bottom sends the order. */
export function openCatalog(rendered, onOrder) {
  const { products: ids = [], shelves, catalogId } = rendered
  // A catalog button stands for the whole catalog, of which only the thumbnail is known.
  const all = shelves ?? [{ ids: ids.length > 1 || rendered.kind === 'product' ? ids : sampleIds(ids) }]
  const cart = new Map()
  const button = element('button.primary', { type: 'button', disabled: true }, word.placeOrder)
  const change = (id, by) => {
    cart.set(id, Math.min(99, Math.max(0, (cart.get(id) ?? 0) + by)))
    const total = [...cart].reduce((sum, [each, quantity]) => sum + priceOf(each) * quantity, 0)
    button.disabled = total === 0
    button.textContent = total === 0 ? word.placeOrder : `${word.placeOrder} · ${moneyOf(total, currency)}`
    return cart.get(id)
  }
  button.onclick = () => {
    closeSheet()
    const chosen = [...cart].filter(([, quantity]) => quantity > 0)
    onOrder({
      catalogId: catalogId ?? 'catalog',
      items: chosen.map(([id, quantity]) => ({ id, quantity, price: priceOf(id), currency })),
    })
  }
  const sections = all.map(({ title, ids: own }) =>
    element('section', {}, title && element('h3', { textContent: title }), ...own.map((id) => line(id, change))),
  )
  openSheet(rendered.header ?? word.products, [...sections, button])
}

function sampleIds(ids) {
  return [...ids, ...['A-1', 'A-2', 'A-3', 'A-4'].map((suffix) => `${word.products} ${suffix}`)]
}

function line(id, change) {
  const count = element('output.quantity', { textContent: '0' })
  const step = (mark, by) =>
    element(
      'button.icon',
      {
        type: 'button',
        ariaLabel: `${word[mark]}: ${id}`,
        onclick: () => {
          count.textContent = numberOf(change(id, by))
        },
      },
      icon(mark),
    )
  return element(
    'div.product-line',
    {},
    picture(id),
    element(
      'span.lines',
      {},
      element('strong', { textContent: id }),
      element('small', { textContent: moneyOf(priceOf(id), currency) }),
    ),
    step('fewer', -1),
    count,
    step('more', 1),
  )
}
