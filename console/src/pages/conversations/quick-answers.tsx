/** Quick answers: those that fit what was typed after a slash, and the bot's whole list, to be changed. */
import { useQuery } from '@tanstack/react-query'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { Field } from '../../kit/field.tsx'
import { Form, type Values } from '../../kit/form.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { TextArea } from '../../kit/text-area.tsx'
import { useWords } from '../../words/words.tsx'
import { type QuickAnswer, quickAnswersQuery } from './inbox.ts'

const longest = 4_096
const variables = '{{name}}, {{phone}}, {{memory.key}}'

/** As it is typed in a message. */
function typed({ name }: Pick<QuickAnswer, 'name'>): string {
  return `/${name}`
}

/** A slash alone has all of them. */
export function fitting(all: readonly QuickAnswer[], text: string): readonly QuickAnswer[] {
  if (!/^\/\S*$/.test(text)) return []
  const begun = text.slice(1).toLowerCase()
  return all.filter(({ name }) => name.toLowerCase().startsWith(begun))
}

type Props = {
  id: string
  answers: readonly QuickAnswer[]
  active: number
  filled: (answer: QuickAnswer) => string
  onChoose: (answer: QuickAnswer) => void
}

/** The focus stays in the text; arrow keys move `active`, which screen readers follow. */
export function QuickAnswerOptions({ id, answers, active, filled, onChoose }: Props) {
  const { t } = useWords()
  return (
    <div role="listbox" id={id} aria-label={t('quick.title')} className="quick-answers">
      {answers.map((answer, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: as above.
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are those of the text.
        <div
          key={answer.name}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === active}
          className="quick-answer"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(answer)}
        >
          <b>{typed(answer)}</b> <span className="soft">{filled(answer)}</span>
        </div>
      ))}
    </div>
  )
}

export function QuickAnswersDialog({ botId, onClose }: { botId: string; onClose: () => void }) {
  const { t } = useWords()
  const touches = [['quick-answers', botId]]
  const put = useChange({
    run: ({ name = '', text = '' }: Values) => gateway.putQuickAnswer({ botId, name, body: { text } }),
    touches,
    done: 'quick.saved',
    isToldInPlace: true,
  })
  const remove = useChange({ run: (name: string) => gateway.deleteQuickAnswer({ botId, name }), touches })
  return (
    <Dialog title={t('quick.title')} isOpen onClose={onClose}>
      <p className="soft">{t('quick.lead')}</p>
      <Loaded of={useQuery(quickAnswersQuery(botId))} lines={3}>
        {(all) => (
          <ul className="plain notes">
            {all.map(({ name, text }) => (
              <li key={name} className="note">
                <p>
                  <b>{typed({ name })}</b> {text}
                </p>
                <div className="row end">
                  <Button kind="quiet" aria-label={t('quick.delete', { name })} onPress={() => remove.mutate(name)}>
                    {t('team.note_delete')}
                  </Button>
                </div>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <Form
        submit={t('quick.save')}
        error={put.error}
        isPending={put.isPending}
        onSubmit={(values) => put.mutate(values)}
      >
        <Field name="name" label={t('quick.name')} hint={t('quick.name_hint')} isRequired maxLength={40} />
        <TextArea
          name="text"
          label={t('quick.text')}
          hint={t('quick.text_hint', { variables })}
          rows={3}
          isRequired
          maxLength={longest}
        />
      </Form>
      <div className="row end">
        <Button onPress={onClose}>{t('back')}</Button>
      </div>
    </Dialog>
  )
}
