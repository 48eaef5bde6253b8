/** The command palette: a page, a saved view, a bot, a person by number, a message by its id, in a few strokes. */
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Autocomplete, Dialog, Input, Menu, MenuItem, Modal, ModalOverlay, SearchField } from 'react-aria-components'
import { bareNumber } from '../kit/written-number.ts'
import { useWords, type Words } from '../words/words.tsx'
import { type Bot, botsQuery, useHasSandbox } from './bots.ts'
import { addressOf, listPages } from './list-pages.ts'
import { pagesFor } from './navigation.ts'
import { meQuery } from './session.ts'
import { viewsQuery } from './views.ts'

type Entry = { id: string; label: string; kind: string; onAction: () => void }

export function Palette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useWords()
  return (
    <ModalOverlay className="overlay high" isOpen={isOpen} isDismissable onOpenChange={(open) => open || onClose()}>
      <Modal className="modal palette">
        <Dialog className="dialog" aria-label={t('palette.open')}>
          <Search onDone={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function Search({ onDone }: { onDone: () => void }) {
  const { t } = useWords()
  const [text, setText] = useState('')
  const entries = useEntries(text.trim(), onDone)
  return (
    <Autocomplete inputValue={text} onInputChange={setText}>
      <SearchField aria-label={t('palette.hint')} autoFocus className="field">
        <Input placeholder={t('palette.hint')} />
      </SearchField>
      <Menu
        items={entries}
        className="options"
        aria-label={t('palette.found')}
        renderEmptyState={() => t('palette.none')}
      >
        {({ id, label, kind, onAction }) => (
          <MenuItem id={id} textValue={label} className="option split" onAction={onAction}>
            <span>{label}</span>
            <span className="soft">{kind}</span>
          </MenuItem>
        )}
      </Menu>
    </Autocomplete>
  )
}

function useEntries(text: string, onDone: () => void): Entry[] {
  const { t } = useWords()
  const navigate = useNavigate()
  const pages = pagesFor(useQuery(meQuery).data, useHasSandbox())
  const bots = useQuery(botsQuery).data ?? []
  const views = useQuery(viewsQuery).data ?? []
  const then = (go: () => Promise<void>) => () => {
    onDone()
    void go()
  }
  const matching = (label: string) => label.toLowerCase().includes(text.toLowerCase())
  const found: Entry[] = [
    ...pages.map(({ path, word }) => ({
      id: path,
      label: t(word),
      kind: t('palette.page'),
      onAction: then(() => navigate({ to: path })),
    })),
    ...views.map((view) => ({
      id: view.id,
      label: view.name,
      kind: t('palette.view', { page: t(listPages[view.page].word) }),
      onAction: then(() => navigate(addressOf(view))),
    })),
    ...bots.map(({ id, name }) => ({
      id: `bot ${id}`,
      label: name === id ? id : `${name} (${id})`,
      kind: t('bot'),
      onAction: then(() => navigate({ to: '/messages', search: { bot: id } })),
    })),
  ].filter(({ label }) => matching(label))
  for (const bot of bots.slice(0, 5))
    found.unshift(...entriesIn(bot, text, { t, navigate, then, of: bots.length > 1 ? ` · ${bot.name}` : '' }))
  return found
}

type Ways = {
  t: Words['t']
  navigate: ReturnType<typeof useNavigate>
  then: (go: () => Promise<void>) => () => void
  /** The bot's name, where there are several. */
  of: string
}

/** A text that is a number is a person, and one that looks like an id a message: of this bot. */
function entriesIn({ id: botId }: Bot, text: string, { t, navigate, then, of }: Ways): Entry[] {
  const digits = bareNumber(text)
  const toChat = () => navigate({ to: '/conversations/$botId/$userId', params: { botId, userId: digits } })
  const toPerson = () => navigate({ to: '/messages', search: { bot: botId, person: digits } })
  const toMessage = () => navigate({ to: '/messages/$botId/$messageId', params: { botId, messageId: text } })
  if (/^\d{6,15}$/.test(digits))
    return [
      { id: `chat ${botId}`, label: text, kind: t('palette.conversation') + of, onAction: then(toChat) },
      { id: `person ${botId}`, label: text, kind: t('palette.person') + of, onAction: then(toPerson) },
    ]
  if (!/^[a-z]{2,4}_\w{10,}$/.test(text)) return []
  return [{ id: `message ${botId}`, label: text, kind: t('message') + of, onAction: then(toMessage) }]
}
