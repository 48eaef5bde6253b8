/** What a new chat offers: ice breakers and commands, with a phone beside them that shows both as they are written. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { gateway } from '../../../app/gateway.ts'
import { useChange } from '../../../app/mutations.ts'
import { Button } from '../../../kit/button.tsx'
import { Field } from '../../../kit/field.tsx'
import { Form } from '../../../kit/form.tsx'
import { Loaded } from '../../../kit/loaded.tsx'
import { Card } from '../../../kit/page.tsx'
import { useWords } from '../../../words/words.tsx'
import { bounds, lengthOf } from '../bounds.ts'
import { faultOfLength } from '../marketing-draft.ts'
import type { Bot } from '../queries.ts'
import { ChatStartLook } from './chat-start-look.tsx'
import { type Components, componentsQuery, keyOf } from './queries.ts'

type Command = Components['commands'][number]

export function ChatStart({ bot, mayChange }: { bot: Bot; mayChange: boolean }) {
  const { t } = useWords()
  const found = useQuery(componentsQuery(bot.id))
  return (
    <Card title={t('start.title')}>
      <p className="soft">{t('start.about')}</p>
      <Loaded of={found} lines={6}>
        {(now) => (mayChange ? <Editor bot={bot} now={now} /> : <ChatStartLook name={bot.name} of={now} />)}
      </Loaded>
    </Card>
  )
}

function Editor({ bot, now }: { bot: Bot; now: Components }) {
  const { t } = useWords()
  const [draft, setDraft] = useState(now)
  const save = useChange({
    run: async () => setDraft(await gateway.replaceComponents({ botId: bot.id, body: draft })),
    touches: [keyOf(bot.id, 'components')],
    done: 'saved',
    isToldInPlace: true,
  })
  return (
    <div className="beside">
      <Form submit={t('start.save')} error={save.error} isPending={save.isPending} onSubmit={() => save.mutate()}>
        <Prompts of={draft.prompts} onChange={(prompts) => setDraft({ ...draft, prompts })} />
        <Commands of={draft.commands} onChange={(commands) => setDraft({ ...draft, commands })} />
      </Form>
      <aside className="aside">
        <ChatStartLook name={bot.name} of={draft} />
      </aside>
    </div>
  )
}

const put = <Item,>(list: readonly Item[], at: number, item: Item) =>
  list.map((one, place) => (place === at ? item : one))
const without = <Item,>(list: readonly Item[], at: number) => list.filter((_, place) => place !== at)

function Prompts({ of, onChange }: { of: readonly string[]; onChange: (prompts: string[]) => void }) {
  const { t } = useWords()
  return (
    <fieldset className="part">
      <legend>{t('start.prompts')}</legend>
      <p className="soft small">{t('start.prompts_about')}</p>
      {of.map((text, at) => (
        // A prompt has no name but its place.
        <div key={at} className="own-line">
          <PromptField at={at} text={text} onChange={(changed) => onChange(put(of, at, changed))} />
          <Remove of={t('start.prompt', { place: at + 1 })} onPress={() => onChange(without(of, at))} />
        </div>
      ))}
      {of.length < bounds.prompts && (
        <div className="row">
          <Button onPress={() => onChange([...of, ''])}>{t('start.prompt_add')}</Button>
        </div>
      )}
    </fieldset>
  )
}

function PromptField({ at, text, onChange }: { at: number; text: string; onChange: (text: string) => void }) {
  const { t } = useWords()
  const fault = faultOfLength(text, bounds.prompt)
  return (
    <Field
      name={`prompts.${at}`}
      label={t('start.prompt', { place: at + 1 })}
      isRequired
      value={text}
      onChange={onChange}
      fault={fault && t(fault.word, fault.values)}
    />
  )
}

function Commands({ of, onChange }: { of: readonly Command[]; onChange: (commands: Command[]) => void }) {
  const { t } = useWords()
  return (
    <fieldset className="part">
      <legend>{t('start.commands')}</legend>
      <p className="soft small">{t('start.commands_about')}</p>
      {of.map((command, at) => (
        <div key={at} className="own-line">
          <CommandFields at={at} command={command} onChange={(changed) => onChange(put(of, at, changed))} />
          <Remove of={t('start.command', { place: at + 1 })} onPress={() => onChange(without(of, at))} />
        </div>
      ))}
      {of.length < bounds.commands && (
        <div className="row">
          <Button onPress={() => onChange([...of, { name: '', description: '' }])}>{t('start.command_add')}</Button>
        </div>
      )}
    </fieldset>
  )
}

type CommandProps = { at: number; command: Command; onChange: (command: Command) => void }

function CommandFields({ at, command, onChange }: CommandProps) {
  const { t } = useWords()
  const isNamed = command.name === '' || (/^\w+$/.test(command.name) && lengthOf(command.name) <= bounds.command)
  const long = faultOfLength(command.description, bounds.description)
  return (
    <div className="form-row">
      <Field
        name={`commands.${at}.name`}
        label={t('start.command', { place: at + 1 })}
        placeholder={t('start.command_example')}
        isRequired
        value={command.name}
        onChange={(name) => onChange({ ...command, name: name.replace(/^\//, '') })}
        fault={isNamed ? undefined : t('start.command_fault', { most: bounds.command })}
      />
      <Field
        name={`commands.${at}.description`}
        label={t('start.description', { place: at + 1 })}
        isRequired
        value={command.description}
        onChange={(description) => onChange({ ...command, description })}
        fault={long && t(long.word, long.values)}
      />
    </div>
  )
}

function Remove({ of, onPress }: { of: string; onPress: () => void }) {
  const { t } = useWords()
  return (
    <Button kind="quiet" aria-label={t('own.remove_one', { name: of })} onPress={onPress}>
      {t('own.remove')}
    </Button>
  )
}
