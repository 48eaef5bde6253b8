/** Sends a template to the person: which one, its values, and how it will be read. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { Field } from '../../kit/field.tsx'
import { Form } from '../../kit/form.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Select } from '../../kit/select.tsx'
import { Empty } from '../../kit/states.tsx'
import { useWords } from '../../words/words.tsx'
import { Bubble } from '../templates/bubble.tsx'
import { type Definition, definitionsQuery } from '../templates/queries.ts'
import { type Later, LaterField, sendAtOf } from './later.tsx'
import type { Person } from './source.ts'
import { type Fields, fieldsOf, filled, sendBody, type Values } from './template-fields.ts'

type Props = { person: Person; onClose: () => void }

export function TemplatePicker({ person, onClose }: Props) {
  const { t } = useWords()
  return (
    <Dialog title={t('chat.template')} isOpen onClose={onClose}>
      <Loaded of={useQuery(definitionsQuery(person.botId))}>
        {(all) => <Choice offered={offeredOf(all)} person={person} onClose={onClose} />}
      </Loaded>
    </Dialog>
  )
}

type Offered = { definition: Definition; fields: Fields }

function offeredOf(all: readonly Definition[]): Offered[] {
  return all.flatMap((definition) => {
    const fields = definition.status === 'APPROVED' ? fieldsOf(definition) : undefined
    return fields === undefined ? [] : [{ definition, fields }]
  })
}

const keyOf = ({ definition: { name, language } }: Offered) => `${name} ${language}`

function Choice({ offered, person, onClose }: Props & { offered: readonly Offered[] }) {
  const { t } = useWords()
  const [first] = offered
  const [wanted, setWanted] = useState(first && keyOf(first))
  const chosen = offered.find((one) => keyOf(one) === wanted)
  if (chosen === undefined)
    return (
      <Empty title={t('templates.none')}>
        <p>{t('chat.template_none')}</p>
      </Empty>
    )
  const choices = offered.map((one) => ({
    value: keyOf(one),
    label: `${one.definition.name} · ${one.definition.language}`,
  }))
  return (
    <>
      <Select label={t('template')} value={keyOf(chosen)} choices={choices} onChange={setWanted} />
      <Fill key={keyOf(chosen)} chosen={chosen} person={person} onClose={onClose} />
    </>
  )
}

function Fill({ chosen: { definition, fields }, person, onClose }: Props & { chosen: Offered }) {
  const { t } = useWords()
  const [values, setValues] = useState<Values>({})
  const [later, setLater] = useState<Later>()
  const { botId, id } = person
  const send = useChange({
    run: () =>
      gateway.sendTemplate({ botId, body: { ...sendBody(definition, fields, values, id), ...sendAtOf(later) } }),
    touches: [['chat', botId, id]],
    done: 'chat.template_sent',
    isToldInPlace: true,
  })
  const inputs = [
    ...fields.header.map((name, at) => ({
      key: `header ${name}`,
      name: `headerParameters.${at}`,
      label: t('chat.header_variable', { name }),
    })),
    ...fields.body.map((name, at) => ({
      key: `body ${name}`,
      name: `parameters.${at}`,
      label: t('chat.variable', { name }),
    })),
    ...(fields.media === undefined ? [] : [{ key: 'media', name: 'mediaUrl', label: t('chat.media_address') }]),
  ]
  return (
    <>
      <Form
        submit={t(later ? 'chat.send_later' : 'chat.send')}
        error={send.error}
        isPending={send.isPending}
        onSubmit={() => send.mutate(undefined, { onSuccess: onClose })}
      >
        {inputs.map(({ key, name, label }) => (
          <Field
            key={key}
            name={name}
            label={label}
            isRequired
            value={values[key] ?? ''}
            onChange={(value) => setValues((now) => ({ ...now, [key]: value }))}
          />
        ))}
        <Bubble definition={filled(definition, values)} />
        <LaterField value={later} onChange={setLater} />
      </Form>
      <div className="row end">
        <Button onPress={onClose}>{t('back')}</Button>
      </div>
    </>
  )
}
