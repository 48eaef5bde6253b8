/**
 * The sheet that rises from the bottom with choices or fields, and the toast. Focus moves into the sheet and back to
 * its origin, as with a dialog.
 */
import { element, icon } from '/element.js'

const sheet = document.getElementById('sheet')
const toastLine = document.getElementById('toast')
let cameFrom

export function openSheet(title, children) {
  if (!sheet.open) cameFrom = document.activeElement
  document.getElementById('sheet-title').textContent = title
  const options = document.getElementById('options')
  options.replaceChildren(...children)
  options.scrollTop = 0
  if (!sheet.open) sheet.showModal()
  options.querySelector('input:not([type="hidden"], [type="radio"]), textarea, select, button, a')?.focus()
}

export function closeSheet() {
  sheet.close()
}

/** The element that opened the sheet may have been redrawn; then focus goes to the text field. */
sheet.onclose = () => {
  // The event fires late: another sheet may be open already.
  if (sheet.open) return
  document.getElementById('options').replaceChildren()
  if (document.activeElement !== document.body) return
  if (cameFrom?.isConnected && cameFrom !== document.body) return cameFrom.focus()
  const text = document.getElementById('text')
  if (text.checkVisibility()) text.focus()
}

/** A row of a list, picked by its circle, as on a phone. */
export function row(title, description, onPick) {
  return option(title, description, element('span.radio', { ariaHidden: 'true' }), onPick)
}

/** An action, with its icon first. */
export function choice(mark, title, onPick, description) {
  const button = option(title, description, undefined, onPick)
  button.prepend(element('span.disc', {}, icon(mark)))
  return button
}

function option(title, description, after, onPick) {
  const onclick = () => {
    sheet.close()
    onPick()
  }
  const lines = element(
    'span.lines',
    {},
    element('strong', { textContent: title }),
    description && element('small', { textContent: description }),
  )
  return element('button.option', { type: 'button', onclick }, lines, after)
}

let fields = 0

/** A labelled field; `properties.name` is its name in the form's data. `kind`: input, textarea or select. */
export function field(label, properties, kind = 'input', ...children) {
  fields += 1
  const id = `field-${fields}`
  const input = element(kind, { id, autocomplete: 'off', ...properties }, ...children)
  return element('div.field', {}, element('label', { htmlFor: id, textContent: label }), input)
}

/** A form in a sheet; `onSend` gets its FormData. `staysOpen` keeps the sheet open after sending. */
export function form(children, label, onSend, staysOpen = false) {
  const onsubmit = (event) => {
    event.preventDefault()
    const data = new FormData(event.target)
    if (!staysOpen) sheet.close()
    onSend(data)
  }
  return element('form.form', { onsubmit }, ...children, element('button.primary', { type: 'submit' }, label))
}

let timer
export function toast(text) {
  toastLine.textContent = text
  toastLine.classList.add('shown')
  clearTimeout(timer)
  timer = setTimeout(() => toastLine.classList.remove('shown'), 3_500)
}

document.getElementById('close').onclick = () => sheet.close()
sheet.onclick = (event) => {
  if (event.target === sheet) sheet.close()
}
