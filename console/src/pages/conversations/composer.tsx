/**
 * The next message. WhatsApp lets a business write freely for 24 hours after the person's last message; after that a
 * template is the only way, and the composer offers nothing else.
 */
import { type KeyboardEvent, useEffect, useState } from 'react'
import { Label, TextArea, TextField } from 'react-aria-components'
import { gateway, queries } from '../../app/gateway.ts'
import { useMay } from '../../app/session.ts'
import { Button } from '../../kit/button.tsx'
import { explain } from '../../kit/states.tsx'
import { useWords } from '../../words/words.tsx'
import type { Person } from './source.ts'
import { TemplatePicker } from './template-picker.tsx'

const minuteMs = 60_000
const lookMs = 10_000

export function Composer({ person }: { person: Person }) {
  const { t } = useWords()
  const mayWrite = useMay('conversations.write', person.botId)
  const mayNotify = useMay('notifications.write', person.botId)
  const [isPicking, setPicking] = useState(false)
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
      {leftMs > 0 ? <TextComposer person={person}>{template}</TextComposer> : <div className="row">{template}</div>}
      {isPicking && <TemplatePicker person={person} onClose={() => setPicking(false)} />}
    </footer>
  )
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

function TextComposer({ person: { botId, id: userId }, children }: { person: Person; children: React.ReactNode }) {
  const words = useWords()
  const { t } = words
  const [text, setText] = useDraft(`${botId} ${userId}`)
  const [problem, setProblem] = useState<string>()
  const [isSending, setSending] = useState(false)
  const send = async () => {
    if (text.trim() === '' || isSending) return
    setSending(true)
    setProblem(undefined)
    try {
      await gateway.sendMessage({ botId, body: { type: 'text', userId, text } })
      setText('')
      await queries.invalidateQueries({ queryKey: ['chat', botId, userId] })
      void queries.invalidateQueries({ queryKey: ['chats', botId] })
    } catch (error) {
      const { title, text: advice } = explain(error, words)
      setProblem(`${title}. ${advice}`)
    } finally {
      setSending(false)
    }
  }
  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    void send()
  }
  return (
    <>
      <TextField className="field" value={text} onChange={setText} onKeyDown={press}>
        <Label className="label">{t('chat.text')}</Label>
        <TextArea rows={2} maxLength={4_096} />
      </TextField>
      <p role="alert" className="problem">
        {problem}
      </p>
      <div className="row end">
        {children}
        <Button kind="primary" isPending={isSending} isDisabled={text.trim() === ''} onPress={() => void send()}>
          {t('chat.send')}
        </Button>
      </div>
    </>
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

/** Of the window, ms; 0 once it is closed. */
function useTimeLeft(endsAt: string | null): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), lookMs)
    return () => clearInterval(timer)
  }, [])
  return endsAt === null ? 0 : Math.max(0, Date.parse(endsAt) - Math.max(now, Date.now() - lookMs))
}
