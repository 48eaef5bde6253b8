/**
 * The phone: assembles the page, and stores in the address which chat is open and whose phone this window is, so that
 * two windows can be two phones.
 */
import { flushSync } from 'react-dom'
import { createRoot } from 'react-dom/client'
import { listen } from './arrivals.ts'
import { ChatSection } from './chat.tsx'
import { Chats } from './chats.tsx'
import { showChat, showFound } from './log.ts'
import { openPerson } from './person.tsx'
import { byId, draw, screen, useScreen } from './screen.ts'
import { Sheet, Toast } from './sheet.tsx'
import { type Chat, chatOf, chats, chatsOf, load } from './store.ts'
import { language, word } from './words.ts'
import '../drawing/theme.css'
import '../drawing/bubble.css'
import '../drawing/parts.css'
import '../drawing/views.css'
import './page.css'
import './sheet.css'

const isWide = () => matchMedia('(min-width: 760px)').matches

function Phone() {
  const { open, heard } = useScreen()
  return (
    <>
      <main id="app">
        <Chats onChoose={choose} onViewer={setViewer} />
        <ChatSection onBack={leave} onPerson={() => screen.open && openPerson(screen.open, chooseAs)} />
        <p id="empty" hidden={open !== undefined}>
          {word.choose}
        </p>
      </main>
      <div id="heard" className="spoken" role="status">
        {heard}
      </div>
      <Sheet />
      <Toast />
    </>
  )
}

const retryMs = 1_000

/** False if the sandbox does not answer, which the phone says; once it answers again, everything is loaded anew. */
function isLoaded(): Promise<boolean> {
  return load().then(
    () => true,
    () => false,
  )
}

async function start(): Promise<void> {
  document.documentElement.lang = language
  const root = createRoot(byId('root'))
  // Drawn before it is asked for what it shows.
  flushSync(() => root.render(<Phone />))
  // Listens before loading, so that no event in between is missed.
  await listen({ reload, move })
  while (!(await isLoaded())) await new Promise((again) => setTimeout(again, retryMs))
  screen.isLoaded = true
  await goByAddress()
  // What ends by itself: somebody types no more.
  setInterval(draw, 1_000)
}

/**
 * `#as=593987654321&chat=100000000000001.593987654321`, and `&message=` with the wamid of one that is shown and marked;
 * a wide screen opens the newest chat if none is named.
 */
async function goByAddress(): Promise<void> {
  const asked = new URLSearchParams(location.hash.slice(1))
  screen.viewer = asked.get('as') ?? ''
  const [phoneNumberId = '', ...person] = (asked.get('chat') ?? '').split('.')
  const named = phoneNumberId ? chatOf(person.join('.'), phoneNumberId) : undefined
  const chat = named ?? (isWide() ? chatsOf(screen.viewer)[0] : undefined)
  if (!chat) close()
  else if (chat !== screen.open) await show(chat)
  if (chat) await showFound(asked.get('message') ?? undefined)
  draw()
}

function addressOf(chat: Chat | undefined): string {
  const { viewer } = screen
  return `#${new URLSearchParams({ ...(viewer ? { as: viewer } : {}), ...(chat ? { chat: chat.key } : {}) })}`
}

function show(chat: Chat): Promise<void> {
  document.body.classList.add('in-chat')
  return showChat(chat)
}

function close(): void {
  const before = screen.open
  document.body.classList.remove('in-chat')
  draw({ open: undefined })
  if (before)
    byId('list')
      .querySelector<HTMLElement>(`[data-chat="${CSS.escape(before.key)}"]`)
      ?.focus()
}

/** For a chat that the person opens: updates the address and focuses the field. */
async function choose(chat: Chat): Promise<void> {
  history.pushState(null, '', addressOf(chat))
  await show(chat)
  byId('text').focus({ preventScroll: true })
}

/** Opens another person's chat; a window that is one person's phone becomes that person's. */
function chooseAs(chat: Chat): Promise<void> {
  if (screen.viewer !== '') screen.viewer = chat.person
  return choose(chat)
}

function leave(): void {
  history.pushState(null, '', addressOf(undefined))
  close()
}

function setViewer(viewer: string): void {
  const { open } = screen
  draw({ viewer })
  const isTheirs = open !== undefined && (viewer === '' || open.person === viewer)
  history.replaceState(null, '', addressOf(isTheirs ? open : undefined))
  if (!isTheirs) void goByAddress()
}

/** A person changes number or id: this window stays that person's, on the same chat. */
async function move(from: string, to: string): Promise<void> {
  const { open } = screen
  const key = open?.person === from ? `${open.phoneNumberId}.${to}` : open?.key
  if (screen.viewer === from) screen.viewer = to
  if (!(await isLoaded())) return
  const chat = key === undefined ? undefined : chats.get(key)
  history.replaceState(null, '', addressOf(chat))
  if (chat) await show(chat)
  draw()
}

async function reload(): Promise<void> {
  if (!(await isLoaded())) return
  const { open } = screen
  const chat = open && chats.get(open.key)
  if (chat) await show(chat)
  else if (open) {
    history.replaceState(null, '', addressOf(undefined))
    close()
  }
  draw()
}

window.onpopstate = () => goByAddress()
document.onkeydown = (event) => {
  const isAbove = document.querySelector('dialog[open], :popover-open') !== null
  if (event.key === 'Escape' && screen.open && !isAbove && !isWide()) leave()
}

await start()
