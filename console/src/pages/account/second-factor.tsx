/** The second factor: set up with the password and a first code, its recovery codes shown once, and taken away. */
import { useState } from 'react'
import type { Answer } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Badge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { CopyButton } from '../../kit/code-block.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { Field } from '../../kit/field.tsx'
import { Form } from '../../kit/form.tsx'
import { Card } from '../../kit/page.tsx'
import { QrCode } from '../../kit/qr-code.tsx'
import { CopyField } from '../../kit/secret.tsx'
import { useWords } from '../../words/words.tsx'

export function SecondFactor({ isOn }: { isOn: boolean }) {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  const state = <Badge tone={isOn ? 'good' : 'calm'} text={t(isOn ? 'account.on' : 'account.off')} />
  return (
    <Card title={t('account.second_factor')} actions={state}>
      <p className="soft">{t('account.totp_about')}</p>
      <div className="row">
        <Button kind={isOn ? 'danger' : 'primary'} onPress={() => setOpen(true)}>
          {t(isOn ? 'account.totp_remove' : 'account.totp_start')}
        </Button>
      </div>
      <Dialog title={t('account.second_factor')} isOpen={isOpen} onClose={() => setOpen(false)}>
        <Steps isOn={isOn} onClose={() => setOpen(false)} />
      </Dialog>
    </Card>
  )
}

/** Whether it was on when the dialog was opened decides which way it goes, whatever `isOn` becomes meanwhile. */
function Steps({ isOn, onClose }: { isOn: boolean; onClose: () => void }) {
  const [wasOn] = useState(isOn)
  return wasOn ? <Remove onClose={onClose} /> : <SetUp onClose={onClose} />
}

function Remove({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const remove = useChange({
    run: async (current: string) => {
      await gateway.deleteMyTotp({ body: { current } })
      onClose()
    },
    touches: [['me']],
    done: 'account.totp_removed',
    isToldInPlace: true,
  })
  return (
    <PasswordForm
      text={t('account.totp_remove_about')}
      submit={t('account.totp_remove')}
      error={remove.error}
      isPending={remove.isPending}
      onSubmit={(current) => remove.mutate(current)}
    />
  )
}

function SetUp({ onClose }: { onClose: () => void }) {
  const { t } = useWords()
  const offer = useChange({
    run: (current: string) => gateway.startMyTotp({ body: { current } }),
    touches: [],
    isToldInPlace: true,
  })
  if (offer.data) return <Confirm offer={offer.data} onClose={onClose} />
  return (
    <PasswordForm
      text={t('account.totp_password')}
      submit={t('account.next')}
      error={offer.error}
      isPending={offer.isPending}
      onSubmit={(current) => offer.mutate(current)}
    />
  )
}

function Confirm({ offer, onClose }: { offer: Answer<'startMyTotp'>; onClose: () => void }) {
  const { t } = useWords()
  const confirm = useChange({
    run: (code: string) => gateway.confirmMyTotp({ body: { code } }),
    touches: [['me']],
    done: 'account.totp_on',
    isToldInPlace: true,
  })
  if (confirm.data) return <RecoveryCodes codes={confirm.data.recoveryCodes} onClose={onClose} />
  return (
    <Form
      submit={t('account.totp_confirm')}
      error={confirm.error}
      isPending={confirm.isPending}
      onSubmit={({ code = '' }) => confirm.mutate(code)}
    >
      <p>
        {t('account.totp_secret_about')} <a href={offer.uri}>{t('account.totp_here')}</a>
      </p>
      <QrCode text={offer.uri} label={t('account.totp_picture')} />
      <CopyField label={t('account.totp_secret')} value={offer.secret.replaceAll(/(.{4})(?=.)/g, '$1 ')} />
      <Field
        name="code"
        label={t('account.totp_code')}
        inputMode="numeric"
        autoComplete="one-time-code"
        isRequired
        autoFocus
      />
    </Form>
  )
}

function RecoveryCodes({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const { t } = useWords()
  return (
    <>
      <p>{t('account.recovery_about')}</p>
      <ul className="plain codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className="row end">
        <CopyButton word="copy.json" text={codes.join('\n')} of={t('account.recovery')} />
        <Button kind="primary" onPress={onClose}>
          {t('close')}
        </Button>
      </div>
    </>
  )
}

type PasswordProps = {
  text: string
  submit: string
  error: Error | null
  isPending: boolean
  onSubmit: (current: string) => void
}

/** A stranger at an unlocked screen can do none of this. */
function PasswordForm({ text, submit, error, isPending, onSubmit }: PasswordProps) {
  const { t } = useWords()
  return (
    <Form submit={submit} error={error} isPending={isPending} onSubmit={({ current = '' }) => onSubmit(current)}>
      <p>{text}</p>
      <Field
        name="current"
        label={t('account.password_now')}
        type="password"
        autoComplete="current-password"
        isRequired
        autoFocus
      />
    </Form>
  )
}
