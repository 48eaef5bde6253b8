/** Another password: the present one is asked for, and all other sessions end. */
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Field } from '../../kit/field.tsx'
import { Form } from '../../kit/form.tsx'
import { Card } from '../../kit/page.tsx'
import { useWords } from '../../words/words.tsx'

export function Password({ email }: { email: string }) {
  const { t } = useWords()
  const [round, setRound] = useState(0)
  const change = useChange({
    run: async (body: { current: string; password: string }) => {
      await gateway.changeMyPassword({ body })
      setRound(round + 1)
    },
    touches: [['my-sessions']],
    done: 'account.password_changed',
    isToldInPlace: true,
  })
  return (
    <Card title={t('session.password')}>
      <Form
        // What was typed is gone when it was taken.
        key={round}
        submit={t('account.password_change')}
        error={change.error}
        isPending={change.isPending}
        onSubmit={({ current = '', password = '' }) => change.mutate({ current, password })}
      >
        {/* Password managers look for whose password it is. */}
        <input type="hidden" name="username" value={email} autoComplete="username" />
        <Field
          name="current"
          label={t('account.password_now')}
          type="password"
          autoComplete="current-password"
          isRequired
        />
        <Field
          name="password"
          label={t('account.password_new')}
          hint={t('account.password_hint')}
          type="password"
          autoComplete="new-password"
          isRequired
        />
      </Form>
    </Card>
  )
}
