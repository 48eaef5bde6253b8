// The sheet that rises from the bottom with things to choose from, and the line that says what just happened.

import { element, icon } from '/element.js'

const sheet = document.getElementById('sheet')
const toastLine = document.getElementById('toast')

export function openSheet(title, children) {
  document.getElementById('sheet-title').textContent = title
  document.getElementById('options').replaceChildren(...children)
  sheet.showModal()
}

/** A row of a list: picked by its circle, as on a phone. */
export function row(title, description, onPick) {
  return option(title, description, element('span.radio', { ariaHidden: 'true' }), onPick)
}

/** Something to do, with its icon first. */
export function choice(mark, title, onPick) {
  const button = option(title, undefined, undefined, onPick)
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

let timer
export function toast(text) {
  toastLine.textContent = text
  toastLine.classList.add('shown')
  clearTimeout(timer)
  timer = setTimeout(() => toastLine.classList.remove('shown'), 3500)
}

document.getElementById('close').onclick = () => sheet.close()
sheet.onclick = (event) => {
  if (event.target === sheet) sheet.close()
}
