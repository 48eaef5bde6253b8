/** What concerns every page: the banner of a lost connection, and the dialog of a session that has ended. */
import { useMutation, useQuery } from '@tanstack/react-query'
import { AuthenticationError } from '../../../sdk/client.ts'
import { Button } from '../kit/button.tsx'
import { Dialog } from '../kit/dialog.tsx'
import { Field } from '../kit/field.tsx'
import { Form, type Values } from '../kit/form.tsx'
import { codeOf } from '../kit/states.tsx'
import { Told } from '../kit/told.ts'
import { useWords } from '../words/words.tsx'
import { connectionLost, gateway, queries, sessionEnded } from './gateway.ts'
import { meQuery } from './session.ts'
import { useSwitch } from './switch.ts'

const lookAgainMs = 3_000

export function ConnectionBanner() {
  const { t } = useWords()
  const isLost = useSwitch(connectionLost)
  // Its success ends the banner; then everything that failed is asked for again.
  const look = useQuery({
    queryKey: ['alive'],
    queryFn: async () => {
      await gateway.getLiveness({ retries: 0 })
      queueMicrotask(refreshFailed)
      return true
    },
    enabled: isLost,
    refetchInterval: lookAgainMs,
    gcTime: 0,
    meta: { isProbe: true },
  })
  if (!isLost) return null
  return (
    <div className="banner" role="alert">
      <p>{t('connection.lost')}</p>
      <Button onPress={() => void look.refetch()}>{t('retry')}</Button>
    </div>
  )
}

function refreshFailed(): void {
  connectionLost.set(false)
  void queries.refetchQueries({ predicate: ({ state }) => state.status === 'error' })
}

/** Over the page, so that nothing written there is lost. */
export function SessionDialog() {
  const { t } = useWords()
  const isEnded = useSwitch(sessionEnded)
  return (
    <Dialog title={t('session.ended')} isOpen={isEnded} isStuck>
      <p>{t('session.again')}</p>
      <SignInForm />
    </Dialog>
  )
}

function SignInForm() {
  const { t } = useWords()
  const email = useQuery({ ...meQuery, enabled: false }).data?.email ?? ''
  const again = useMutation({
    mutationFn: signInAgain,
    onSuccess: () => {
      sessionEnded.set(false)
      void queries.refetchQueries()
    },
  })
  return (
    <Form
      submit={t('session.sign_in')}
      error={again.error}
      isPending={again.isPending}
      onSubmit={(fields) => again.mutate(fields)}
    >
      <Field name="email" label={t('session.email')} type="email" defaultValue={email} autoComplete="username" />
      <Field name="password" label={t('session.password')} type="password" autoComplete="current-password" />
      <Field name="code" label={t('session.code')} autoComplete="one-time-code" />
    </Form>
  )
}

async function signInAgain({ email = '', password = '', code = '' }: Values): Promise<void> {
  try {
    await gateway.signIn({ body: { email, password, ...(code !== '' && { code }) } })
  } catch (error) {
    if (!(error instanceof AuthenticationError)) throw error
    const text = error.key === 'SECOND_FACTOR' ? 'session.code_needed' : 'session.wrong'
    throw new Told({ title: 'error.refused', text, code: codeOf(error) }, error)
  }
}
