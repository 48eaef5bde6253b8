/** What the bot knows of the person: skills read it and fill their texts from it. Whoever may answer may change it. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useFallback } from '../../app/live.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import type { Tagged } from '../../app/tagged.ts'
import { Button } from '../../kit/button.tsx'
import { Checkbox } from '../../kit/checkbox.tsx'
import { CodeBlock, curlOf } from '../../kit/code-block.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { Field } from '../../kit/field.tsx'
import { Form, type Values } from '../../kit/form.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { TextArea } from '../../kit/text-area.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { changeMemory, memoryQuery } from './memory.ts'

type Of = { botId: string; userId: string }
type Known = Tagged<readonly { key: string; value: unknown; expiresAt: string | null }[]>

export function Memory(of: Of) {
  const { t } = useWords()
  const found = useQuery({ ...memoryQuery(of), refetchInterval: useFallback() })
  return (
    <section className="team-part" aria-label={t('chat.memory')}>
      <h2>{t('chat.memory')}</h2>
      <Loaded of={found} lines={2}>
        {(known) => <Entries of={of} known={known} />}
      </Loaded>
    </section>
  )
}

function Entries({ of, known }: { of: Of; known: Known }) {
  const { t } = useWords()
  const mayWrite = useMay('conversations.write', of.botId)
  /** The key that is changed; empty: a new one. */
  const [edited, setEdited] = useState<string>()
  const whole = Object.fromEntries(known.value.map(({ key, value }) => [key, value]))
  const remove = useChange({
    run: (key: string) => changeMemory(of, known.tag, { [key]: null }),
    touches: [memoryQuery(of).queryKey],
    done: 'memory.removed',
  })
  return (
    <>
      {known.value.length === 0 && <p className="soft">{t('memory.none')}</p>}
      <dl className="memory">
        {known.value.map(({ key, value, expiresAt }) => (
          <div key={key}>
            <dt>{key}</dt>
            <dd>
              <span className="memory-value">
                {written(value)}
                {expiresAt !== null && (
                  <small className="soft">
                    {t('memory.ends')} <Time at={expiresAt} />
                  </small>
                )}
              </span>
              {mayWrite && (
                <span className="row">
                  <Button kind="quiet" aria-label={t('memory.change', { key })} onPress={() => setEdited(key)}>
                    {t('memory.edit')}
                  </Button>
                  <Button kind="quiet" aria-label={t('memory.remove', { key })} onPress={() => remove.mutate(key)}>
                    ×
                  </Button>
                </span>
              )}
            </dd>
          </div>
        ))}
      </dl>
      {mayWrite && <Button onPress={() => setEdited('')}>{t('memory.add')}</Button>}
      {known.value.length > 0 && (
        <details>
          <summary className="soft small">{t('message.whole')}</summary>
          <CodeBlock value={whole} curl={curlOf('GET', `/v1/bots/${of.botId}/users/${of.userId}/cache`)} />
        </details>
      )}
      {edited !== undefined && <Editing of={of} known={known} name={edited} onClose={() => setEdited(undefined)} />}
    </>
  )
}

/** A text as it is; whatever else, as JSON. */
function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

type EditingProps = { of: Of; known: Known; name: string; onClose: () => void }

/** It keeps the tag that it began with: what somebody else changes meanwhile is not overwritten. */
function Editing({ of, known, name, onClose }: EditingProps) {
  const { t } = useWords()
  const [begun, setBegun] = useState(known)
  const entry = begun.value.find(({ key }) => key === name)
  const before = entry?.value
  const [isJson, setJson] = useState(before !== undefined && typeof before !== 'string')
  const change = useChange({
    run: ({ key = name, value = '' }: Values) =>
      changeMemory(of, begun.tag, { [key]: isJson ? (JSON.parse(value) as unknown) : value }),
    touches: [memoryQuery(of).queryKey],
    done: 'memory.saved',
    isToldInPlace: true,
  })
  const anew = () => {
    setBegun(known)
    change.reset()
  }
  return (
    <Dialog title={name === '' ? t('memory.add') : t('memory.change', { key: name })} isOpen onClose={onClose}>
      <Form
        key={begun.tag}
        submit={t('memory.save')}
        error={change.error}
        isPending={change.isPending}
        onSubmit={(values) => change.mutate(values, { onSuccess: onClose })}
        onStartAnew={anew}
      >
        {entry?.expiresAt != null && <p className="soft">{t('memory.stays')}</p>}
        {name === '' && <Field name="key" label={t('memory.key')} isRequired maxLength={100} />}
        <TextArea
          name="value"
          label={t('memory.value')}
          rows={3}
          defaultValue={before === undefined ? '' : written(before)}
          {...(isJson && { validate: (text: string) => (isReadable(text) ? null : t('memory.not_json')) })}
        />
        <Checkbox label={t('memory.as_json')} isSelected={isJson} onChange={setJson} />
      </Form>
      <div className="row end">
        <Button onPress={onClose}>{t('back')}</Button>
      </div>
    </Dialog>
  )
}

function isReadable(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
