/** The form of a skill: what it hears, and what it then says or where it asks. */
import { useQuery } from '@tanstack/react-query'
import { Button } from '../../kit/button.tsx'
import { Checkbox } from '../../kit/checkbox.tsx'
import { Field } from '../../kit/field.tsx'
import { readObject } from '../../kit/json.ts'
import { LimitedField } from '../../kit/limited-field.tsx'
import { Card } from '../../kit/page.tsx'
import { Select } from '../../kit/select.tsx'
import { TextArea } from '../../kit/text-area.tsx'
import { useWords } from '../../words/words.tsx'
import { hearable, type MessageForm, mostMessages, type SkillForm } from './form.ts'
import { skillsQuery } from './queries.ts'

type Props = { bot: string; form: SkillForm; isFixed: boolean; onChange: (patch: Partial<SkillForm>) => void }

export function SkillEditor(props: Props) {
  const { t } = useWords()
  const { form, onChange } = props
  return (
    <>
      <HeadCard {...props} />
      {form.kind === 'messages' ? (
        <MessagesCard {...props} />
      ) : (
        <Card title={t('skill_kind.webhook')}>
          <Field
            name="url"
            label={t('skill.url')}
            type="url"
            hint={t('skill.url_hint')}
            value={form.url}
            onChange={(url) => onChange({ url })}
          />
        </Card>
      )}
      <HearsCard form={form} onChange={onChange} />
    </>
  )
}

function HeadCard({ form, isFixed, onChange }: Props) {
  const { t } = useWords()
  return (
    <Card>
      <div className="form-row">
        <Field
          name="skillId"
          label={t('skill.id')}
          value={form.id}
          hint={t('skill.id_hint')}
          isDisabled={isFixed}
          onChange={(id) => onChange({ id: id.trim() })}
        />
        <LimitedField
          name="name"
          label={t('column.name')}
          value={form.name}
          limit={100}
          onChange={(name) => onChange({ name })}
        />
        <Select
          label={t('column.kind')}
          value={form.kind}
          choices={(['messages', 'webhook'] as const).map((value) => ({ value, label: t(`skill_kind.${value}`) }))}
          onChange={(kind) => onChange({ kind })}
        />
      </div>
      <p className="soft">{t(`skill_about.${form.kind}`)}</p>
    </Card>
  )
}

function MessagesCard({ bot, form, onChange }: Props) {
  const { t } = useWords()
  const { messages } = form
  const put = (id: number, patch: Partial<MessageForm>) =>
    onChange({ messages: messages.map((one) => (one.id === id ? { ...one, ...patch } : one)) })
  const add = (isJson: boolean) => {
    const id = Math.max(-1, ...messages.map((one) => one.id)) + 1
    onChange({
      messages: [...messages, { id, isJson, text: isJson ? '{\n  "type": "image",\n  "mediaUrl": ""\n}' : '' }],
    })
  }
  return (
    <Card title={t('skill_kind.messages')}>
      <p className="soft">
        {t('skill.placeholders')} <code>{'{{user.name}} {{user.id}} {{text}} {{action}} {{memory.plan}}'}</code>
      </p>
      {messages.map((message, at) => (
        <MessageFields
          key={message.id}
          number={at + 1}
          message={message}
          onChange={(patch) => put(message.id, patch)}
          onRemove={() => onChange({ messages: messages.filter(({ id }) => id !== message.id) })}
        />
      ))}
      {messages.length < mostMessages && (
        <div className="row">
          <Button onPress={() => add(false)}>{t('skill.add_text')}</Button>
          <Button onPress={() => add(true)}>{t('skill.add_json')}</Button>
        </div>
      )}
      <MemoryFields form={form} onChange={onChange} />
      <NextField bot={bot} form={form} onChange={onChange} />
    </Card>
  )
}

function MemoryFields({ form: { memory }, onChange }: Pick<Props, 'form' | 'onChange'>) {
  const { t } = useWords()
  const isWrong = memory.trim() !== '' && readObject(memory) === undefined
  return (
    <>
      <TextArea
        name="memory"
        label={t('skill.memory')}
        hint={t('skill.memory_hint')}
        isCode
        rows={3}
        value={memory}
        isInvalid={isWrong}
        onChange={(text) => onChange({ memory: text })}
      />
      {isWrong && <NoJson />}
    </>
  )
}

function NextField({ bot, form, onChange }: Omit<Props, 'isFixed'>) {
  const { t } = useWords()
  const others = (useQuery(skillsQuery(bot)).data ?? []).filter(({ id }) => id !== form.id)
  return (
    <Select
      name="next"
      label={t('skill.next')}
      value={form.next === '' ? '-' : form.next}
      choices={[
        { value: '-', label: t('skill.next_none') },
        ...others.map(({ id, name }) => ({ value: id, label: name === id ? id : `${name} (${id})` })),
      ]}
      onChange={(id) => onChange({ next: id === '-' ? '' : id })}
    />
  )
}

type MessageProps = {
  number: number
  message: MessageForm
  onChange: (patch: Partial<MessageForm>) => void
  onRemove: () => void
}

function MessageFields({ number, message: { isJson, text }, onChange, onRemove }: MessageProps) {
  const { t } = useWords()
  const isWrong = isJson && readObject(text) === undefined
  return (
    <fieldset className="part">
      <legend>{t('skill.message', { number })}</legend>
      <TextArea
        name={`messages.${number - 1}`}
        label={t(isJson ? 'skill.json' : 'column.text')}
        isCode={isJson}
        rows={isJson ? 8 : 3}
        value={text}
        isInvalid={isWrong}
        onChange={(value) => onChange({ text: value })}
      />
      {isWrong && <NoJson />}
      <div className="row end">
        <Button kind="quiet" onPress={onRemove}>
          {t('builder.remove')}
        </Button>
      </div>
    </fieldset>
  )
}

function HearsCard({ form: { hears }, onChange }: Pick<Props, 'form' | 'onChange'>) {
  const { t } = useWords()
  return (
    <Card title={t('skill.hears')}>
      <p className="soft">{t('skill.hears_hint')}</p>
      <div className="form-row">
        {hearable.map((kind) => (
          <Checkbox
            key={kind}
            label={t(`hears.${kind}`)}
            isSelected={hears.includes(kind)}
            onChange={(isOn) => onChange({ hears: isOn ? [...hears, kind] : hears.filter((one) => one !== kind) })}
          />
        ))}
      </div>
    </Card>
  )
}

function NoJson() {
  const { t } = useWords()
  return (
    <p className="problem" role="alert">
      {t('new_campaign.more_wrong')}
    </p>
  )
}
