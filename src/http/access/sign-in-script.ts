/** The browser script of the page at `/sign-in`. It contains no texts: those are in the page. */

export const signInScript = `
const form = document.getElementById('form')
const words = form.dataset
const told = document.getElementById('told')
const show = (id, isShown) => { document.getElementById(id).hidden = !isShown }
const token = location.hash.slice(1)
let link

/** Where the reader came from: a page of this server, whatever stands in the address. */
function cameFrom() {
  const to = new URLSearchParams(location.search).get('to') ?? '/'
  const target = URL.canParse(to, location.origin) ? new URL(to, location.origin) : undefined
  return target?.origin === location.origin ? target.pathname + target.search : '/'
}

async function ask(path, body) {
  const { lang } = document.documentElement
  const headers = { 'content-type': 'application/json', 'x-recado-csrf': '1', 'accept-language': lang }
  const answer = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body), credentials: 'same-origin' })
  return { status: answer.status, wait: answer.headers.get('retry-after'), body: await answer.json().catch(() => ({})) }
}

function say(text, id) {
  told.textContent = text
  if (id) document.getElementById(id).focus()
}

async function begin() {
  if (token === '') return document.getElementById('email').focus()
  // The token leaves the address, and so the history, before anything else.
  history.replaceState(null, '', location.pathname + location.search)
  const answer = await ask('/manage/v1/sessions/link', { token }).catch(() => undefined)
  if (!answer) return say(words.silent)
  if (answer.status !== 200) return say(words.gone)
  link = answer.body
  const isFirst = link.kind === 'first'
  const about = document.getElementById('about')
  about.textContent = isFirst ? words.first : words.set + ' ' + link.email
  show('about', true)
  show('start', false)
  show('hint', true)
  show('name-field', isFirst)
  show('email-field', isFirst)
  document.getElementById('email').required = isFirst
  document.getElementById('name').required = isFirst
  document.getElementById('password-label').textContent = words.newpassword
  document.getElementById('password').autocomplete = 'new-password'
  document.getElementById(isFirst ? 'name' : 'password').focus()
}

function requestOf() {
  const { name, email, password, code } = Object.fromEntries(new FormData(form))
  if (!link) return ['/manage/v1/sessions', { email, password, ...(code ? { code } : {}) }]
  const person = link.kind === 'first' ? { email, name } : {}
  return ['/manage/v1/sessions/by-link', { token, password, ...person }]
}

function report({ status, wait, body }) {
  const isCodeShown = !document.getElementById('code-field').hidden
  if (body.error?.key === 'SECOND_FACTOR') {
    if (link) document.getElementById('email').value = link.email
    link = undefined
    show('code-field', true)
    return say(words.asked, 'code')
  }
  if (status === 401) return isCodeShown ? say(words.wrongcode, 'code') : say(words.wrong, 'password')
  if (status === 429) return say(words.wait + ' ' + wait)
  if (status === 410) return say(words.gone)
  const language = document.documentElement.lang
  const [field, reasons] = Object.entries(body.validationError ?? {})[0] ?? []
  say(reasons?.[0]?.[language] ?? body.message?.[0] ?? words.silent, field)
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const button = form.querySelector('button')
  button.disabled = true
  say(words.busy)
  const answer = await ask(...requestOf()).catch(() => undefined)
  button.disabled = false
  if (!answer) return say(words.silent)
  if (answer.status !== 201) return report(answer)
  say(words.done)
  location.replace(new URL(cameFrom(), location.origin).href)
})

begin()
`
