/** A message of one kind: its fields with their limits, how the person will see it, and the request that sends it. */
import { useState } from 'react'
import type { Message } from '../../../../drawing/content.ts'
import { MessageRow } from '../../../../drawing/message.tsx'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { Drawing } from '../../kit/drawing.tsx'
import { Field } from '../../kit/field.tsx'
import { Form } from '../../kit/form.tsx'
import { LimitedField } from '../../kit/limited-field.tsx'
import { Select } from '../../kit/select.tsx'
import { TextArea } from '../../kit/text-area.tsx'
import { useWords } from '../../words/words.tsx'
import { FileField } from './file-field.tsx'
import { bodyOf, type Draft, emptyDraft, formOf, pointIn, previewOf } from './kind-draft.ts'
import { type FieldSpec, type ItemsSpec, type KindName, kinds, type Texts } from './kinds.ts'
import { type Later, LaterField, sendAtOf } from './later.tsx'
import { RequestOf } from './request-of.tsx'
import type { Person } from './source.ts'

export type Quoted = NonNullable<Message['quoted']>

type Props = {
  kind: KindName
  person: Person
  quoted: Quoted | undefined
  onQuote: (quoted: undefined) => void
  onClose: () => void
}

export function KindDialog(props: Props) {
  const { t } = useWords()
  return (
    <Dialog title={t(kinds[props.kind].word)} isOpen isWide onClose={props.onClose}>
      <KindForm {...props} />
    </Dialog>
  )
}

function KindForm({ kind, person: { botId, id: userId, window }, quoted, onQuote, onClose }: Props) {
  const { t } = useWords()
  const [later, setLater] = useState<Later>()
  const { draft, change, forget } = useKindDraft(kind, `${botId} ${userId} ${kind}`)
  const target = { userId, ...(quoted?.id !== undefined && { replyTo: quoted.id }) }
  const body = bodyOf(kind, draft, { ...target, ...sendAtOf(later) })
  const send = useChange({
    run: () => gateway.sendMessage({ botId, body }),
    touches: [
      ['chat', botId, userId],
      ['chats', botId],
    ],
    isToldInPlace: true,
  })
  const end = () => {
    forget()
    onQuote(undefined)
    onClose()
  }
  return (
    <div className="beside">
      <Form
        submit={t(later ? 'chat.send_later' : 'chat.send')}
        error={send.error}
        isPending={send.isPending}
        onSubmit={() => send.mutate(undefined, { onSuccess: end })}
      >
        <Fields {...{ kind, draft, change }} person={{ botId, userId }} />
        <LaterField value={later} endsAt={window.endsAt} onChange={setLater} />
      </Form>
      <aside className="aside stack">
        <figure className="whatsapp whatsapp-chat drawn" aria-label={t('compose.preview')}>
          <Drawing>
            <MessageRow message={{ side: 'mine', content: previewOf(body), quoted }} />
          </Drawing>
        </figure>
        <RequestOf botId={botId} body={body} />
      </aside>
    </div>
  )
}

/** What is written and not sent yet, by conversation and kind: a dialog that is closed loses nothing. */
const drafts = new Map<string, Draft>()

function useKindDraft(kind: KindName, key: string) {
  const [draft, setDraft] = useState(() => drafts.get(key) ?? emptyDraft(kind))
  const change = (changes: Partial<Draft>) => {
    const changed = { ...draft, ...changes }
    drafts.set(key, changed)
    setDraft(changed)
  }
  return { draft, change, forget: () => drafts.delete(key) }
}

type Target = { botId: string; userId: string }
type FieldsProps = { kind: KindName; draft: Draft; person: Target; change: (changes: Partial<Draft>) => void }

function Fields({ kind, draft, person, change }: FieldsProps) {
  const { t } = useWords()
  const { choices, texts } = draft
  const { fields, items } = formOf(kind, draft)
  return (
    <>
      {kinds[kind].choices.map(({ name, word, values }) => (
        <Select
          key={name}
          label={t(word)}
          value={choices[name] ?? ''}
          choices={values.map(({ value, word: of }) => ({ value, label: t(of) }))}
          onChange={(value) => change({ choices: { ...choices, [name]: value } })}
        />
      ))}
      {fields.map((field) => (
        <KindField
          key={field.path}
          {...{ field, person, name: field.path }}
          value={texts[field.path] ?? ''}
          onChange={(value) => change({ texts: { ...texts, ...textsOf(field, value) } })}
        />
      ))}
      {items && <Items spec={items} all={draft.items} person={person} onChange={(all) => change({ items: all })} />}
    </>
  )
}

/** A point that was put into one of its two fields fills both. */
function textsOf({ path }: FieldSpec, value: string): Texts {
  const point = path.startsWith('coordinates.') ? pointIn(value) : undefined
  return point ? { 'coordinates.lat': point.lat, 'coordinates.long': point.long } : { [path]: value }
}

type ItemsProps = {
  spec: ItemsSpec
  all: readonly Texts[]
  person: Target
  onChange: (all: readonly Texts[]) => void
}

function Items({ spec, all, person, onChange }: ItemsProps) {
  const { t } = useWords()
  const [added, setAdded] = useState<number>()
  const { word, min, max } = spec
  const remove = (at: number) => {
    setAdded(undefined)
    onChange(all.filter((_, index) => index !== at))
  }
  const add = () => {
    setAdded(all.length)
    onChange([...all, {}])
  }
  return (
    <>
      {all.map((texts, at) => (
        // Items have no name but their place.
        <Item
          key={at}
          {...{ spec, at, texts, person, isAdded: at === added }}
          onChange={(changed) => onChange(all.map((one, index) => (index === at ? changed : one)))}
          onRemove={all.length > min ? () => remove(at) : undefined}
        />
      ))}
      {all.length < max && (
        <div className="row">
          <Button onPress={add}>{t('compose.add', { what: t(word, { number: all.length + 1 }) })}</Button>
        </div>
      )}
    </>
  )
}

/** `isAdded`: just now, so that the next key goes there. */
type ItemProps = Pick<ItemsProps, 'spec' | 'person'> & {
  at: number
  texts: Texts
  isAdded: boolean
  onChange: (texts: Texts) => void
  onRemove: (() => void) | undefined
}

function Item({ spec: { path, word, fields }, at, texts, person, isAdded, onChange, onRemove }: ItemProps) {
  const { t } = useWords()
  const legend = t(word, { number: at + 1 })
  return (
    <fieldset className="part">
      <legend>{legend}</legend>
      {fields.map((field, index) => (
        <KindField
          key={field.path}
          {...{ field, person, name: `${path}.${at}.${field.path}` }}
          value={texts[field.path] ?? ''}
          isFirst={isAdded && index === 0}
          onChange={(value) => onChange({ ...texts, [field.path]: value })}
        />
      ))}
      {onRemove && (
        <div className="row end">
          <Button kind="quiet" aria-label={t('compose.remove', { what: legend })} onPress={onRemove}>
            {t('builder.remove')}
          </Button>
        </div>
      )}
    </fieldset>
  )
}

type FieldProps = {
  field: FieldSpec
  name: string
  person: Target
  value: string
  /** It was just added: the next key goes there. */
  isFirst?: boolean
  onChange: (value: string) => void
}

function KindField({ field: { word, limit, rows, isOptional, file }, person, isFirst = false, ...own }: FieldProps) {
  const { t } = useWords()
  const label = isOptional ? t('compose.optional', { what: t(word) }) : t(word)
  const shared = { ...own, label, isRequired: isOptional !== true, autoFocus: isFirst }
  if (file !== undefined) return <FileField {...{ ...shared, file, person }} />
  if (rows !== undefined) return <TextArea {...shared} rows={rows} {...(limit !== undefined && { limit })} />
  return limit === undefined ? <Field {...shared} /> : <LimitedField {...shared} limit={limit} />
}
