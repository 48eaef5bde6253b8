/**
 * This browser's settings: theme, language, and whether to load media from other origins without asking. Also the sheet
 * for a new chat, and the choice of whose phone this window is.
 */
import { nameOf } from '/chats.js'
import { element } from '/element.js'
import { field, form, openSheet, toast } from '/sheet.js'
import { addPerson, businessOf, numbers, people } from '/store.js'
import { language, languages, word } from '/words.js'

const option = (value, text, selected) => element('option', { value, selected }, text)

export function openSettings() {
  const theme = document.documentElement.dataset.theme ?? 'system'
  const themes = { system: word.themeSystem, light: word.themeLight, dark: word.themeDark }
  const select = (label, chosen, options, onchange) =>
    field(
      label,
      { onchange },
      'select',
      ...Object.entries(options).map(([key, text]) => option(key, text, key === chosen)),
    )
  const isOn = localStorage.getItem('autoload') === 'yes'
  const autoload = element('input', { type: 'checkbox', checked: isOn })
  autoload.onchange = () => localStorage.setItem('autoload', autoload.checked ? 'yes' : 'no')
  openSheet(word.settings, [
    select(word.theme, theme, themes, ({ target }) => setTheme(target.value)),
    select(word.languageName, language, languages, ({ target }) => setLanguage(target.value)),
    element('label.tick-line', {}, autoload, element('span', { textContent: word.autoload })),
  ])
}

function setTheme(theme) {
  if (theme === 'system') {
    localStorage.removeItem('theme')
    delete document.documentElement.dataset.theme
  } else {
    localStorage.setItem('theme', theme)
    document.documentElement.dataset.theme = theme
  }
}

/** Reloads, since every word on the page changes. */
function setLanguage(chosen) {
  localStorage.setItem('language', chosen)
  location.reload()
}

export function openNewChat(onChat) {
  const known = [...numbers.keys()].map((id, index) => option(id, businessOf({ phoneNumberId: id }), index === 0))
  const fields = [
    field(word.newNumber, {
      name: 'number',
      type: 'tel',
      inputMode: 'tel',
      required: true,
      placeholder: '593 98 765 4321',
    }),
    field(word.personName, { name: 'name', maxLength: 80 }),
    ...(numbers.size > 1 ? [field(word.business, { name: 'phoneNumberId' }, 'select', ...known)] : []),
    element('p.help', { textContent: word.newChatHelp }),
  ]
  const submit = form(
    fields,
    word.open,
    async (data) => {
      const digits = data.get('number').replace(/\D/g, '')
      if (digits.length < 6) return toast(word.shortNumber)
      document.getElementById('sheet').close()
      const name = data.get('name').trim()
      const body = JSON.stringify(name ? { name } : {})
      const answer = await fetch(`/_sandbox/people/${digits}`, { method: 'PUT', body })
      onChat(addPerson(await answer.json(), data.get('phoneNumberId') ?? undefined))
    },
    true,
  )
  openSheet(word.newChat, [submit])
}

/** The choice of phone: all, or one person's. */
export function drawViewers(viewer) {
  const select = document.getElementById('viewer')
  const all = [...people.values()].slice(0, 500).map(({ key }) => ({ key, name: nameOf(key) }))
  const wanted = JSON.stringify([viewer, all])
  if (select.dataset.drawn === wanted) return
  select.dataset.drawn = wanted
  const sorted = all.sort((a, b) => a.name.localeCompare(b.name))
  select.replaceChildren(
    option('', word.everyone, viewer === ''),
    ...sorted.map(({ key, name }) => option(key, name, key === viewer)),
  )
}
