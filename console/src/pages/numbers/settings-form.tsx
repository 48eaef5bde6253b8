/** The settings of a bot that may be changed. What differs is sent; a change of somebody else in between is refused. */
import { useLocation } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Args } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { type Edit, type Tagged, tagged, useEdit } from '../../app/tagged.ts'
import { Checkbox } from '../../kit/checkbox.tsx'
import { Field } from '../../kit/field.tsx'
import { Form, type Values } from '../../kit/form.tsx'
import { Select } from '../../kit/select.tsx'
import { languages, useWords } from '../../words/words.tsx'
import { bounds } from './bounds.ts'
import { changeOf, draftOf, type MarketingDraft } from './marketing-draft.ts'
import { MarketingFields } from './marketing-fields.tsx'
import { type Bot, touchedBy } from './queries.ts'

type Change = NonNullable<Args<'updateBot'>['body']>
type Chosen = Pick<Bot, 'window' | 'locale' | 'sessionEvents' | 'mediaProbe' | 'rawItems' | 'autoRead' | 'autoTyping'>

const windows = ['known', 'warn', 'enforce', 'off'] as const
const events = ['failures', 'true', 'false'] as const

export function SettingsForm({ now }: { now: Tagged<Bot> }) {
  const edit = useEdit(now)
  useNamedField()
  return <Settings key={edit.version} edit={edit} />
}

function Settings({ edit }: { edit: Edit<Bot> }) {
  const { t } = useWords()
  const { value: bot, tag } = edit
  const [chosen, setChosen] = useState<Chosen>(bot)
  const [marketing, setMarketing] = useState(() => draftOf(bot))
  const save = useChange({
    run: async (wanted: Change) => {
      const body = differing(wanted, bot)
      if (Object.keys(body).length === 0) return
      edit.saved(await tagged((options) => gateway.updateBot({ botId: bot.id, ifMatch: tag, body }, options)))
    },
    touches: touchedBy(bot.id),
    done: 'saved',
    isToldInPlace: true,
  })
  const choose = (change: Partial<Chosen>) => {
    edit.touch()
    setChosen({ ...chosen, ...change })
  }
  const write = (change: Partial<MarketingDraft>) => {
    edit.touch()
    setMarketing((draft) => ({ ...draft, ...change }))
  }
  return (
    <Form
      submit={t('save')}
      error={save.error}
      isPending={save.isPending}
      onTouch={edit.touch}
      onStartAnew={edit.startAnew}
      onSubmit={(values) => save.mutate({ ...settingsOf(values), ...pick(chosen), ...changeOf(marketing) })}
    >
      <Main bot={bot} />
      <Queue bot={bot} />
      <Choices chosen={chosen} onChange={choose} />
      <MarketingFields draft={marketing} onChange={write} />
    </Form>
  )
}

/** Other pages lead to one setting: its name stands behind `#`. */
function useNamedField(): void {
  const { hash } = useLocation()
  useEffect(() => {
    const [field] = hash === '' ? [] : document.getElementsByName(hash)
    field?.scrollIntoView({ block: 'center' })
    field?.focus()
  }, [hash])
}

function Main({ bot }: { bot: Bot }) {
  const { t } = useWords()
  return (
    <>
      <div className="form-grid">
        <Field name="name" label={t('column.name')} defaultValue={bot.name} isRequired maxLength={100} />
        <Field
          name="messagesPerSecond"
          label={t('number.pace')}
          hint={t('number.pace_hint')}
          type="number"
          min={1}
          max={1000}
          defaultValue={String(bot.messagesPerSecond)}
          isRequired
        />
      </div>
      <Field
        name="webhookUrl"
        label={t('number.webhook')}
        hint={t('number.webhook_hint')}
        type="url"
        placeholder="https://bot.example.com/webhook"
        defaultValue={bot.webhookUrl ?? ''}
      />
    </>
  )
}

function Queue({ bot }: { bot: Bot }) {
  const { t } = useWords()
  return (
    <div className="form-grid">
      <Field
        name="gatherMs"
        label={t('number.gather')}
        hint={t('number.gather_hint')}
        type="number"
        min={0}
        max={60_000}
        defaultValue={String(bot.gatherMs)}
      />
      <OwnerPause bot={bot} />
      <Field
        name="maxQueued"
        label={t('number.max_queued')}
        hint={t('number.max_queued_hint')}
        type="number"
        min={1}
        defaultValue={bot.maxQueued === null ? '' : String(bot.maxQueued)}
      />
      <Field
        name="currency"
        label={t('number.currency')}
        hint={t('number.currency_hint')}
        maxLength={3}
        placeholder="USD"
        defaultValue={bot.currency ?? ''}
      />
    </div>
  )
}

function OwnerPause({ bot }: { bot: Bot }) {
  const { t } = useWords()
  return (
    <Field
      name="ownerPauseMinutes"
      label={t('number.owner_pause')}
      hint={t('number.owner_pause_hint')}
      type="number"
      min={0}
      max={bounds.ownerPause}
      defaultValue={String(bot.ownerPauseMinutes)}
    />
  )
}

function Choices({ chosen, onChange }: { chosen: Chosen; onChange: (change: Partial<Chosen>) => void }) {
  const { t } = useWords()
  return (
    <>
      <div className="form-grid">
        <Select
          name="window"
          label={t('number.window')}
          hint={t('number.window_hint')}
          value={chosen.window}
          choices={windows.map((value) => ({ value, label: t(`number.window_${value}`) }))}
          onChange={(window) => onChange({ window })}
        />
        <Select
          name="sessionEvents"
          label={t('number.events')}
          hint={t('number.events_hint')}
          value={String(chosen.sessionEvents) as (typeof events)[number]}
          choices={events.map((value) => ({ value, label: t(`number.events_${value}`) }))}
          onChange={(value) => onChange({ sessionEvents: value === 'failures' ? value : value === 'true' })}
        />
        <Select
          name="locale"
          label={t('number.locale')}
          hint={t('number.locale_hint')}
          value={chosen.locale}
          choices={(['es', 'pt', 'en'] as const).map((value) => ({ value, label: languages[value] }))}
          onChange={(locale) => onChange({ locale })}
        />
      </div>
      <Switches chosen={chosen} onChange={onChange} />
    </>
  )
}

const switches = {
  mediaProbe: 'number.media_probe',
  autoRead: 'number.auto_read',
  autoTyping: 'number.auto_typing',
  rawItems: 'number.raw_items',
} as const

function Switches({ chosen, onChange }: { chosen: Chosen; onChange: (change: Partial<Chosen>) => void }) {
  const { t } = useWords()
  return (Object.keys(switches) as (keyof typeof switches)[]).map((name) => (
    <Checkbox
      key={name}
      label={t(switches[name])}
      isSelected={chosen[name]}
      onChange={(isOn) => onChange({ [name]: isOn })}
    />
  ))
}

function settingsOf({ name = '', webhookUrl, currency, ...numbers }: Values): Change {
  const { messagesPerSecond, gatherMs, ownerPauseMinutes, maxQueued } = numbers
  return {
    name,
    messagesPerSecond: Number(messagesPerSecond),
    webhookUrl: webhookUrl || null,
    gatherMs: Number(gatherMs),
    ownerPauseMinutes: Number(ownerPauseMinutes),
    maxQueued: maxQueued ? Number(maxQueued) : null,
    currency: currency ? currency.toUpperCase() : null,
  }
}

function differing(wanted: Change, now: Readonly<Record<string, unknown>>): Change {
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => !isSame(now[name], value)))
}

/** Lists and pairs among them. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function pick({ window, locale, sessionEvents, mediaProbe, rawItems, autoRead, autoTyping }: Chosen): Chosen {
  return { window, locale, sessionEvents, mediaProbe, rawItems, autoRead, autoTyping }
}
