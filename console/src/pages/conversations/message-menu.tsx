/** What somebody here can do with one message of a conversation: answer it, or react to it. */
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { Field } from '../../kit/field.tsx'
import { Form } from '../../kit/form.tsx'
import { useWords } from '../../words/words.tsx'
import type { Person } from './source.ts'
import type { Drawn } from './thread.ts'

/** WhatsApp's own six. */
const usual = ['👍', '❤️', '😂', '😮', '😢', '🙏']

type Props = { drawn: Drawn; person: Person; onReply: () => void; onClose: () => void }

export function MessageMenu({ drawn: { line, reaction = '' }, person, onReply, onClose }: Props) {
  const { t } = useWords()
  const { botId, id: userId } = person
  const [emoji, setEmoji] = useState('')
  const react = useChange({
    run: (chosen: string) =>
      gateway.sendMessage({ botId, body: { type: 'reaction', userId, messageId: line.messageId, emoji: chosen } }),
    touches: [['chat', botId, userId]],
    isToldInPlace: true,
  })
  const send = (chosen: string) => react.mutate(chosen, { onSuccess: onClose })
  return (
    <Dialog title={t('chat.actions')} isOpen onClose={onClose}>
      <div className="row">
        <Button autoFocus onPress={onReply}>
          {t('chat.reply')}
        </Button>
      </div>
      <fieldset className="part">
        <legend>{t('kind.reaction')}</legend>
        <div className="row">
          {usual.map((one) => (
            <Button key={one} kind="quiet" aria-label={t('chat.react', { emoji: one })} onPress={() => send(one)}>
              {one}
            </Button>
          ))}
          {reaction !== '' && <Button onPress={() => send('')}>{t('chat.react_take', { emoji: reaction })}</Button>}
        </div>
      </fieldset>
      <Form
        submit={t('chat.react_send')}
        error={react.error}
        isPending={react.isPending}
        onSubmit={({ emoji: typed = '' }) => send(typed)}
      >
        <Field name="emoji" label={t('chat.react_other')} isRequired value={emoji} onChange={setEmoji} />
      </Form>
    </Dialog>
  )
}
