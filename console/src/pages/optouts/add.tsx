/** Somebody who asked by telephone, by letter or at the counter. */
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Field } from '../../kit/field.tsx'
import { Form, type Values } from '../../kit/form.tsx'
import { useWords } from '../../words/words.tsx'
import { touched } from './queries.ts'
import { ListSelect, useList } from './which-list.tsx'

const noteLength = 200

export function AddOptOut({ bot, onClose }: { bot: string | undefined; onClose: () => void }) {
  const { t } = useWords()
  const { list, setList, botId } = useList(bot)
  const add = useChange({
    run: async ({ userId = '', note = '' }: Values) => {
      await gateway.createSuppression({ body: { ...(botId && { botId }), userId, ...(note && { note }) } })
      onClose()
    },
    touches: touched,
    done: 'optouts.added',
    isToldInPlace: true,
  })
  return (
    <Form
      submit={t('optouts.add_it')}
      error={add.error}
      isPending={add.isPending}
      onSubmit={(values) => add.mutate(values)}
    >
      <Field
        name="userId"
        label={t('filter.person')}
        hint={t('optouts.person_hint')}
        inputMode="tel"
        isRequired
        maxLength={200}
        autoFocus
      />
      <ListSelect list={list} onChange={setList} />
      <Field name="note" label={t('optouts.note')} hint={t('optouts.note_hint')} maxLength={noteLength} />
    </Form>
  )
}
