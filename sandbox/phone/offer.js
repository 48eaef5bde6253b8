/** A limited-time offer: its text, its code and the remaining time, counted down in place. */
import { element, icon } from '/element.js'
import { instantOf, now, numberOf, word } from '/words.js'

const soonMs = 3_600_000

export function offer({ offer: { text, expiresAt }, buttons = [] }) {
  const code = buttons.find(({ kind }) => kind === 'copy_code')?.code
  const left = expiresAt && element('div.left', { title: instantOf(expiresAt) })
  if (left) {
    left.dataset.expires = expiresAt
    draw(left)
  }
  return element(
    'div.offer',
    {},
    element('span.disc', {}, icon('offer')),
    element(
      'div',
      {},
      element('div.header', { textContent: text }),
      left,
      code && element('div.footer', { textContent: `${word.code}: ${code}` }),
    ),
  )
}

/** Must be called every second. */
export function countDown(root) {
  for (const node of root.querySelectorAll('[data-expires]')) draw(node)
}

function draw(node) {
  const leftMs = Number(node.dataset.expires) - now()
  const text = leftOf(leftMs)
  if (node.textContent !== text) node.textContent = text
  node.classList.toggle('soon', leftMs < soonMs)
}

function leftOf(leftMs) {
  const seconds = Math.ceil(leftMs / 1_000)
  if (seconds <= 0) return word.ended
  const [days, hours, minutes] = [seconds / 86_400, (seconds / 3_600) % 24, (seconds / 60) % 60].map(Math.floor)
  if (days > 0) return `${word.endsIn} ${numberOf(days)} d ${hours} h`
  const clock = [hours, minutes, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':')
  return `${word.endsIn} ${clock}`
}
