/**
 * The next message. WhatsApp lets a business write freely for 24 hours after the person's last message; after that a
 * template is the only way, and the composer offers nothing else.
 */
import { useQuery } from '@tanstack/react-query'
import { type ClipboardEvent, type KeyboardEvent, useEffect, useId, useRef, useState } from 'react'
import { DropZone, FieldError, Label, TextArea, TextField } from 'react-aria-components'
import { gateway, queries } from '../../app/gateway.ts'
import { useMay } from '../../app/session.ts'
import { Button } from '../../kit/button.tsx'
import { FaultsAtFields } from '../../kit/faults.tsx'
import { Problem } from '../../kit/form.tsx'
import { Menu } from '../../kit/menu.tsx'
import { useWords } from '../../words/words.tsx'
import { type Attachment, AttachmentView, pastedFile, takesCaption, useAttachment } from './attachment.tsx'
import { Bottom } from './composer-bottom.tsx'
import { filledFor, type QuickAnswer, quickAnswersQuery } from './inbox.ts'
import { KindDialog, type Quoted } from './kind-dialog.tsx'
import type { Body } from './kind-draft.ts'
import { type KindName, kindNames, kinds } from './kinds.ts'
import { type Later, sendAtOf } from './later.tsx'
import { fitting, QuickAnswerOptions, QuickAnswersDialog } from './quick-answers.tsx'
import { RequestOf } from './request-of.tsx'
import type { Person } from './source.ts'
import { TemplatePicker } from './template-picker.tsx'

const minuteMs = 60_000
const lookMs = 10_000

/** `quoted`: the message that the next one answers. */
type Props = { person: Person; quoted: Quoted | undefined; onQuote: (quoted: Quoted | undefined) => void }

export function Composer({ person, quoted, onQuote }: Props) {
  const { t } = useWords()
  const mayWrite = useMay('conversations.write', person.botId)
  const mayNotify = useMay('notifications.write', person.botId)
  const [isPicking, setPicking] = useState(false)
  const [isListing, setListing] = useState(false)
  const [kind, setKind] = useState<KindName>()
  const { isOpen, endsAt } = person.window
  const leftMs = useTimeLeft(isOpen ? endsAt : null)
  if (!mayWrite) return <p className="soft">{t('chat.read_only')}</p>
  const template = mayNotify && (
    <Button kind={leftMs > 0 ? 'plain' : 'primary'} onPress={() => setPicking(true)}>
      {t('chat.template')}
    </Button>
  )
  return (
    <footer className="composer">
      <WindowSign leftMs={leftMs} />
      {leftMs > 0 ? (
        <TextComposer person={person} quoted={quoted} onQuote={onQuote}>
          <KindMenu onChoose={setKind} />
          <Button kind="quiet" onPress={() => setListing(true)}>
            {t('quick.title')}
          </Button>
          {template}
        </TextComposer>
      ) : (
        <div className="row">{template}</div>
      )}
      {isListing && <QuickAnswersDialog botId={person.botId} onClose={() => setListing(false)} />}
      {kind && <KindDialog {...{ kind, person, quoted, onQuote }} onClose={() => setKind(undefined)} />}
      {isPicking && <TemplatePicker person={person} onClose={() => setPicking(false)} />}
    </footer>
  )
}

/** Whoever chose to answer a message writes next. */
function useFocusAfter(quoted: Quoted | undefined) {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (quoted) field.current?.focus()
  }, [quoted])
  return field
}

function KindMenu({ onChoose }: { onChoose: (kind: KindName) => void }) {
  const { t } = useWords()
  const entries = kindNames.map((id) => ({ id, label: t(kinds[id].word), onAction: () => onChoose(id) }))
  return <Menu label={t('compose.kinds')} icon="more" text={undefined} entries={entries} />
}

function WindowSign({ leftMs }: { leftMs: number }) {
  const { t } = useWords()
  const minutes = Math.floor(leftMs / minuteMs)
  const left = { hours: Math.floor(minutes / 60), minutes: minutes % 60 }
  return (
    <p className={leftMs > 0 ? 'soft small' : 'window-closed'} role="status">
      {leftMs > 0 ? t('chat.window', left) : t('chat.window_closed')}
    </p>
  )
}

function TextComposer({ person, quoted, onQuote, children }: Props & { children: React.ReactNode }) {
  const { botId, id: userId } = person
  const { t } = useWords()
  const [text, setText] = useDraft(`${botId} ${userId}`)
  const [problem, setProblem] = useState<Error>()
  const [isSending, setSending] = useState(false)
  const attachment = useAttachment(person)
  const [later, setLater] = useState<Later>()
  const body = bodyOf(userId, text, attachment, { ...(quoted?.id && { replyTo: quoted.id }), ...sendAtOf(later) })
  const field = useFocusAfter(quoted)
  const send = async () => {
    if (body === undefined || isSending) return
    setSending(true)
    setProblem(undefined)
    try {
      await gateway.sendMessage({ botId, body })
      if (takesCaption(attachment)) setText('')
      attachment.remove()
      setLater(undefined)
      onQuote(undefined)
      await queries.invalidateQueries({ queryKey: ['chat', botId, userId] })
      void queries.invalidateQueries({ queryKey: ['chats', botId] })
    } catch (error) {
      setProblem(error as Error)
    } finally {
      setSending(false)
    }
  }
  const quick = useQuickAnswers(person, text, setText)
  const paste = pasting(attachment)
  const press = (event: KeyboardEvent) => {
    if (quick.press(event)) return
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void send()
  }
  return (
    <FileTarget onFile={attachment.add}>
      {quoted && <Answering quoted={quoted} onEnd={() => onQuote(undefined)} />}
      <AttachmentView of={attachment} />
      <FaultsAtFields error={problem ?? null}>
        <TextField name="text" className="field" value={text} onChange={setText} onKeyDown={press} onPaste={paste}>
          <Label className="label">{t('chat.text')}</Label>
          <TextArea ref={field} rows={2} maxLength={4_096} {...quick.aria} />
          <FieldError />
        </TextField>
      </FaultsAtFields>
      {!takesCaption(attachment) && text.trim() !== '' && <p className="soft small">{t('file.no_caption')}</p>}
      {quick.options}
      <Problem {...(problem ? { error: problem } : (attachment.problem ?? { error: null }))} />
      {body !== undefined && <RequestOf botId={botId} body={body} />}
      <Bottom
        onFile={attachment.add}
        endsAt={person.window.endsAt}
        {...{ later, setLater, isSending }}
        onSend={body && send}
      >
        {children}
      </Bottom>
    </FileTarget>
  )
}

function pasting(attachment: Attachment) {
  return (event: ClipboardEvent) => {
    const file = pastedFile(event.clipboardData)
    if (file === undefined) return
    event.preventDefault()
    attachment.add(file)
  }
}

function Answering({ quoted: { who = '', text }, onEnd }: { quoted: Quoted; onEnd: () => void }) {
  const { t } = useWords()
  return (
    <div className="answering row between">
      <p className="clip">
        <b>{t('chat.answering', { name: who })}</b> {text}
      </p>
      <Button kind="quiet" aria-label={t('chat.answer_none')} onPress={onEnd}>
        ×
      </Button>
    </div>
  )
}

/** The message as it is now; undefined while there is nothing to send, or a file is on its way. */
function bodyOf(
  userId: string,
  text: string,
  attachment: Attachment,
  beside: { replyTo?: string; sendAt?: string },
): Body | undefined {
  const said = text.trim()
  const { attached } = attachment
  if (attached === undefined) return said === '' ? undefined : { type: 'text', userId, text, ...beside }
  if (attached.kept === undefined || attached.kind === undefined) return undefined
  const caption = said !== '' && takesCaption(attachment) && { text }
  const voice = attached.kind === 'audio' && attached.isVoice && { voice: true }
  return { type: attached.kind, userId, mediaUrl: attached.kept.mediaUrl, ...voice, ...caption, ...beside } as Body
}

/** A file may be dropped anywhere on it. */
function FileTarget({ onFile, children }: { onFile: (file: File) => void; children: React.ReactNode }) {
  const { t } = useWords()
  return (
    <DropZone
      className="file-target"
      aria-label={t('file.drop')}
      onDrop={({ items }) => {
        const found = items.find((item) => item.kind === 'file')
        if (found?.kind === 'file') void found.getFile().then(onFile)
      }}
    >
      {children}
    </DropZone>
  )
}

/** What is written and not sent yet, by conversation: who looks into another one finds it again. */
const drafts = new Map<string, string>()

function useDraft(key: string): [string, (text: string) => void] {
  const [text, setText] = useState(() => drafts.get(key) ?? '')
  const change = (to: string) => {
    drafts.set(key, to)
    setText(to)
  }
  return [text, change]
}

/** What was typed after a slash, by the keyboard alone: arrows move, Enter or Tab takes, Escape leaves it as it is. */
function useQuickAnswers(person: Person, text: string, onText: (text: string) => void) {
  const id = useId()
  const [at, setAt] = useState({ index: 0, of: '', isLeft: false })
  const all = useQuery({ ...quickAnswersQuery(person.botId), enabled: text.startsWith('/') }).data ?? []
  const isLeft = at.isLeft && at.of === text
  const answers = isLeft ? [] : fitting(all, text)
  const active = at.of === text ? Math.min(at.index, Math.max(0, answers.length - 1)) : 0
  const filled = (answer: QuickAnswer) => filledFor(answer.text, person)
  const move = (by: number) =>
    setAt({ index: (active + by + answers.length) % answers.length, of: text, isLeft: false })
  const press = (event: KeyboardEvent): boolean => {
    const chosen = answers[active]
    if (chosen === undefined || event.nativeEvent.isComposing) return false
    const act: Record<string, () => void> = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Enter: () => onText(filled(chosen)),
      Tab: () => onText(filled(chosen)),
      Escape: () => setAt({ index: 0, of: text, isLeft: true }),
    }
    const done = act[event.key]
    if (done === undefined || event.shiftKey) return false
    event.preventDefault()
    done()
    return true
  }
  const isOpen = answers.length > 0
  return {
    press,
    aria: isOpen
      ? { 'aria-autocomplete': 'list' as const, 'aria-controls': id, 'aria-activedescendant': `${id}-${active}` }
      : {},
    options: isOpen && (
      <QuickAnswerOptions
        id={id}
        answers={answers}
        active={active}
        filled={filled}
        onChoose={(answer) => onText(filled(answer))}
      />
    ),
  }
}

/** Of the window, ms; 0 once it is closed. */
function useTimeLeft(endsAt: string | null): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), lookMs)
    return () => clearInterval(timer)
  }, [])
  return endsAt === null ? 0 : Math.max(0, Date.parse(endsAt) - Math.max(now, Date.now() - lookMs))
}
