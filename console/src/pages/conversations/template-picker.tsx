/** Sends a template to the person: which one, its values, and how it will be read. */
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { gateway, queries } from '../../app/gateway.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { Field } from '../../kit/field.tsx'
import { Problem } from '../../kit/form.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Select } from '../../kit/select.tsx'
import { Empty } from '../../kit/states.tsx'
import { toast } from '../../kit/toast.tsx'
import { useWords } from '../../words/words.tsx'
import { Bubble } from '../templates/bubble.tsx'
import { type Definition, definitionsQuery } from '../templates/queries.ts'
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
      <Form key={keyOf(chosen)} chosen={chosen} person={person} onClose={onClose} />
    </>
  )
}

function Form({ chosen: { definition, fields }, person, onClose }: Props & { chosen: Offered }) {
  const { t } = useWords()
  const [values, setValues] = useState<Values>({})
  const [problem, setProblem] = useState<Error>()
  const [isSending, setSending] = useState(false)
  const { botId, id } = person
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setSending(true)
    try {
      await gateway.sendTemplate({ botId, body: sendBody(definition, fields, values, id) })
      toast(t('chat.template_sent'))
      onClose()
      void queries.invalidateQueries({ queryKey: ['chat', botId, id] })
    } catch (error) {
      setProblem(error as Error)
      setSending(false)
    }
  }
  const set = (key: string) => (value: string) => setValues((now) => ({ ...now, [key]: value }))
  const inputs = [
    ...fields.header.map((name) => ({ key: `header ${name}`, label: t('chat.header_variable', { name }) })),
    ...fields.body.map((name) => ({ key: `body ${name}`, label: t('chat.variable', { name }) })),
    ...(fields.media === undefined ? [] : [{ key: 'media', label: t('chat.media_address') }]),
  ]
  return (
    <form className="stack" onSubmit={submit}>
      {inputs.map(({ key, label }) => (
        <Field key={key} label={label} isRequired value={values[key] ?? ''} onChange={set(key)} />
      ))}
      <Bubble definition={filled(definition, values)} />
      <Problem error={problem ?? null} />
      <div className="row end">
        <Button onPress={onClose}>{t('back')}</Button>
        <Button kind="primary" type="submit" isPending={isSending}>
          {t('chat.send')}
        </Button>
      </div>
    </form>
  )
}
