/** A number and the Cloud API: registered with its PIN, the PIN changed, and taken off again. */
import { useState } from 'react'
import { gateway } from '../../../app/gateway.ts'
import { useChange } from '../../../app/mutations.ts'
import { Button } from '../../../kit/button.tsx'
import { TypedDialog } from '../../../kit/dialog.tsx'
import { Field } from '../../../kit/field.tsx'
import { Form } from '../../../kit/form.tsx'
import { Card } from '../../../kit/page.tsx'
import { useWords } from '../../../words/words.tsx'
import { touchedBy } from '../queries.ts'

export function Registration({ botId }: { botId: string }) {
  const { t } = useWords()
  return (
    <Card title={t('registration.title')}>
      <p className="soft">{t('registration.about')}</p>
      <div className="columns">
        <Register botId={botId} />
        <NewPin botId={botId} />
      </div>
      <Deregister botId={botId} />
    </Card>
  )
}

const isPin = (pin: string) => /^\d{6}$/.test(pin)
const isRegion = (region: string) => region === '' || /^[A-Z]{2}$/.test(region)

function Register({ botId }: { botId: string }) {
  const { t } = useWords()
  const [pin, setPin] = useState('')
  const [region, setRegion] = useState('')
  const register = useChange({
    run: async () => {
      await gateway.registerNumber({ botId, body: { pin, ...(region && { region }) } })
      setPin('')
    },
    touches: touchedBy(botId),
    done: 'registration.done',
    isToldInPlace: true,
  })
  return (
    <fieldset className="part" id="register">
      <legend>{t('registration.register')}</legend>
      <Form
        submit={t('registration.register')}
        error={register.error}
        isPending={register.isPending}
        onSubmit={() => register.mutate()}
      >
        <PinField label={t('registration.pin')} hint={t('registration.pin_hint')} value={pin} onChange={setPin} />
        <Field
          name="region"
          label={t('registration.region')}
          hint={t('registration.region_hint')}
          placeholder="BR"
          value={region}
          onChange={(text) => setRegion(text.trim().toUpperCase())}
          fault={isRegion(region) ? undefined : t('registration.region_fault')}
        />
      </Form>
    </fieldset>
  )
}

function NewPin({ botId }: { botId: string }) {
  const { t } = useWords()
  const [pin, setPin] = useState('')
  const change = useChange({
    run: async () => {
      await gateway.setPin({ botId, body: { pin } })
      setPin('')
    },
    touches: [],
    done: 'registration.pin_set',
    isToldInPlace: true,
  })
  return (
    <fieldset className="part" id="pin">
      <legend>{t('registration.pin_change')}</legend>
      <Form
        submit={t('registration.pin_save')}
        error={change.error}
        isPending={change.isPending}
        onSubmit={() => change.mutate()}
      >
        <PinField
          label={t('registration.pin_new')}
          hint={t('registration.pin_new_hint')}
          value={pin}
          onChange={setPin}
        />
      </Form>
    </fieldset>
  )
}

type PinProps = { label: string; hint: string; value: string; onChange: (pin: string) => void }

/** It is told as wrong only when it is as long as one, or has what no PIN has. */
function PinField({ label, hint, value, onChange }: PinProps) {
  const { t } = useWords()
  const isWrong = /\D/.test(value) || value.length > 6
  return (
    <Field
      name="pin"
      label={label}
      hint={hint}
      type="password"
      inputMode="numeric"
      autoComplete="off"
      isRequired
      minLength={6}
      value={value}
      onChange={(text) => onChange(text.trim())}
      fault={isWrong && !isPin(value) ? t('registration.pin_fault') : undefined}
    />
  )
}

function Deregister({ botId }: { botId: string }) {
  const { t } = useWords()
  const [isAsking, setAsking] = useState(false)
  const end = useChange({
    run: () => gateway.deregisterNumber({ botId }),
    touches: touchedBy(botId),
    done: 'registration.ended',
  })
  return (
    <div className="row">
      <Button kind="danger" onPress={() => setAsking(true)}>
        {t('registration.end')}
      </Button>
      <TypedDialog
        title={t('registration.end_ask')}
        text={t('registration.end_about')}
        action={t('registration.end')}
        typed={botId}
        isOpen={isAsking}
        onConfirm={() => end.confirm()}
        onClose={() => setAsking(false)}
      />
    </div>
  )
}
