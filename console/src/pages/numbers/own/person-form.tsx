/** A person by their number or id, and the question whether something shall really be done with them. */
import { useState } from 'react'
import { ConfirmDialog } from '../../../kit/dialog.tsx'
import { Field } from '../../../kit/field.tsx'
import { Form } from '../../../kit/form.tsx'
import { personNamed } from '../../../kit/written-number.ts'
import { useWords } from '../../../words/words.tsx'

type Props = {
  id: string
  action: string
  title: (person: string) => string
  text: string
  /** Rejects when it could not be done. */
  onConfirm: (userId: string) => Promise<unknown>
}

export function PersonForm({ id, action, title, text, onConfirm }: Props) {
  const { t } = useWords()
  const [written, setWritten] = useState('')
  const [asked, setAsked] = useState<string>()
  const confirm = async () => {
    await onConfirm(asked ?? '')
    setWritten('')
  }
  return (
    <div id={id}>
      <Form
        submit={action}
        error={null}
        isPending={false}
        onSubmit={({ userId = '' }) => setAsked(personNamed(userId))}
      >
        <Field
          name="userId"
          label={t('filter.person')}
          hint={t('optouts.person_hint')}
          inputMode="tel"
          isRequired
          maxLength={200}
          value={written}
          onChange={setWritten}
        />
      </Form>
      <ConfirmDialog
        title={title(asked ?? '')}
        text={text}
        action={action}
        isOpen={asked !== undefined}
        onConfirm={confirm}
        onClose={() => setAsked(undefined)}
      />
    </div>
  )
}
