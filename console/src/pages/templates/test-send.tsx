/** One message of a template to one number, to see it on a phone: a real one, or the sandbox's. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { sandboxPerson, usePhone } from '../../app/bots.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Button } from '../../kit/button.tsx'
import { FaultsAtFields } from '../../kit/faults.tsx'
import { Field } from '../../kit/field.tsx'
import { Refused } from '../../kit/refused.tsx'
import { useWords } from '../../words/words.tsx'
import type { Definition } from './queries.ts'
import { SlotField } from './slot-field.tsx'
import { parametersOf, partsOf, pathOf, slotsOf, type Values } from './slots.ts'

export function TestSend({ bot, definition }: { bot: string; definition: Definition }) {
  const { t } = useWords()
  const phone = usePhone(bot)
  const [to, setTo] = useState<string>()
  const [values, setValues] = useState<Values>({})
  const person = (to ?? (phone === undefined ? '' : sandboxPerson)).replaceAll(/\D/g, '')
  const send = useChange({
    run: () => gateway.sendTemplate(requestOf(bot, definition, values, person)),
    touches: [['messages', bot]],
    isToldInPlace: true,
  })
  const [sent] = send.data ?? []
  return (
    <section className="stack" aria-label={t('test_send')}>
      <FaultsAtFields error={send.error}>
        <Field
          name="destinations"
          label={t('test_send.to')}
          hint={t('test_send.to_hint')}
          inputMode="tel"
          value={to ?? (phone === undefined ? '' : sandboxPerson)}
          onChange={setTo}
        />
        <SlotFields definition={definition} values={values} onChange={setValues} />
      </FaultsAtFields>
      <div className="row">
        <Button kind="primary" isDisabled={person === ''} isPending={send.isPending} onPress={() => send.mutate()}>
          {t('test_send.send')}
        </Button>
        {phone !== undefined && (
          <a href={phone} target="_blank" rel="noreferrer">
            {t('overview.phone')}
          </a>
        )}
      </div>
      {send.error && <Refused error={send.error} />}
      {sent && <Sent bot={bot} id={sent.id} />}
    </section>
  )
}

type SlotsProps = { definition: Definition; values: Values; onChange: (values: Values) => void }

function SlotFields({ definition, values, onChange }: SlotsProps) {
  const slots = slotsOf(definition)
  return slots.map((slot) => (
    <SlotField
      key={slot.id}
      slot={slot}
      name={pathOf(slot, slots)}
      value={values[slot.id] ?? ''}
      onChange={(value) => onChange({ ...values, [slot.id]: value })}
    />
  ))
}

function Sent({ bot, id }: { bot: string; id: string }) {
  const { t } = useWords()
  return (
    <p>
      {t('test_send.sent')}{' '}
      <Link to="/messages/$botId/$messageId" params={{ botId: bot, messageId: id }}>
        {t('test_send.follow')}
      </Link>
    </p>
  )
}

function requestOf(botId: string, definition: Definition, values: Values, person: string) {
  const { name: elementName, language } = definition
  const parameters = parametersOf(definition, values)
  return { botId, body: { elementName, language, destinations: [person], parameters, ...partsOf(definition, values) } }
}
