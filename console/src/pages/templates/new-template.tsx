/** A new template, or a new language of one that exists; and the edit of one. What it will look like stands beside. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { Allowed } from '../../app/allowed.tsx'
import { BotSelect, OfBot } from '../../app/bot-select.tsx'
import { gateway, queries } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Button } from '../../kit/button.tsx'
import { FaultsAtFields } from '../../kit/faults.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Refused } from '../../kit/refused.tsx'
import { Missing } from '../../kit/states.tsx'
import { useWords, type Words } from '../../words/words.tsx'
import { Bubble } from './bubble.tsx'
import { Builder } from './builder.tsx'
import type { BuilderProps } from './builder-props.ts'
import { componentsOf, emptyForm, formOf, isNamed, sampleValues, type TemplateForm } from './form.ts'
import { fieldOf, placeOf } from './places.ts'
import { type Definition, definitionsQuery } from './queries.ts'
import { type Component, filledIn, type TemplateLike } from './slots.ts'

const route = getRouteApi('/signed-in/templates/new')
const editRoute = getRouteApi('/signed-in/templates/$botId/$elementName/edit')

export function NewTemplate() {
  const { t } = useWords()
  const { bot, from } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <Page title={t('new_template')} lead={<Link to="/templates">{t('nav.templates')}</Link>}>
      <OfBot wanted={bot} none={t('templates.none')}>
        {(botId) => (
          <Allowed to="templates.write" bot={botId}>
            <div className="filters">
              <BotSelect
                value={bot}
                onChange={(id) => void navigate({ search: (now) => ({ ...now, bot: id }), replace: true })}
              />
            </div>
            {from === undefined ? <Create key={botId} bot={botId} start={emptyForm} /> : <Translate bot={botId} />}
          </Allowed>
        )}
      </OfBot>
    </Page>
  )
}

/** The same parts in another language: whoever translates writes over them. */
function Translate({ bot }: { bot: string }) {
  const { from, language } = route.useSearch()
  return (
    <OfTemplate bot={bot} name={from ?? ''} language={language}>
      {(definition) => <Create bot={bot} start={{ ...formOf(definition), language: '' }} isNameFixed />}
    </OfTemplate>
  )
}

export function EditTemplate() {
  const { t } = useWords()
  const { botId, elementName } = editRoute.useParams()
  const { language } = editRoute.useSearch()
  const lead = (
    <Link to="/templates/$botId/$elementName" params={{ botId, elementName }}>
      {elementName}
    </Link>
  )
  return (
    <Page title={t('builder.edit', { name: elementName })} lead={lead}>
      <Allowed to="templates.write" bot={botId}>
        <OfTemplate bot={botId} name={elementName} language={language}>
          {(definition) => <Edit bot={botId} definition={definition} />}
        </OfTemplate>
      </Allowed>
    </Page>
  )
}

type OfProps = {
  bot: string
  name: string
  language: string | undefined
  children: (definition: Definition) => ReactNode
}

function OfTemplate({ bot, name, language, children }: OfProps) {
  return (
    <Loaded of={useQuery(definitionsQuery(bot))} lines={10}>
      {(all) => {
        const named = all.filter((one) => one.name === name)
        const found = named.find((one) => one.language === language) ?? named[0]
        return found ? children(found) : <Missing />
      }}
    </Loaded>
  )
}

/** `isSent`: to Meta for its review; else it stays here as a draft. */
type Saving = { form: TemplateForm; isSent: boolean }

function Create({ bot, start, isNameFixed = false }: { bot: string; start: TemplateForm; isNameFixed?: boolean }) {
  const save = useSaving(bot, ({ form, isSent }) =>
    gateway.createTemplate({
      botId: bot,
      sendToApprove: isSent,
      body: { elementName: form.name, language: form.language, category: form.category, ...partsOf(form) },
    }),
  )
  return <Form botId={bot} start={start} save={save} isNameFixed={isNameFixed} />
}

function Edit({ bot, definition }: { bot: string; definition: Definition }) {
  const { name, language, status } = definition
  const save = useSaving(bot, ({ form, isSent }) =>
    gateway.replaceTemplate({
      botId: bot,
      elementName: name,
      language,
      sendToApprove: isSent,
      body: { category: form.category, ...partsOf(form) },
    }),
  )
  return (
    <Form
      botId={bot}
      start={formOf(definition)}
      save={save}
      isFixed
      isCategoryFixed={status === 'APPROVED'}
      isDraft={status === 'DRAFT'}
    />
  )
}

function partsOf(form: TemplateForm) {
  return {
    components: componentsOf(form) ?? [],
    parameterFormat: isNamed(form) ? ('NAMED' as const) : ('POSITIONAL' as const),
  }
}

function useSaving(bot: string, run: (saving: Saving) => Promise<unknown>) {
  const navigate = useNavigate()
  return useChange({
    run: async (saving: Saving) => {
      await run(saving)
      // The page of the template must find it.
      await queries.fetchQuery({ ...definitionsQuery(bot), staleTime: 0 })
      const params = { botId: bot, elementName: saving.form.name }
      await navigate({ to: '/templates/$botId/$elementName', params })
    },
    touches: [['templates', bot]],
    done: 'builder.saved',
    isToldInPlace: true,
  })
}

/** Of a code WhatsApp writes the texts, in words like these. */
function pictureOf(form: TemplateForm, components: Component[], t: Words['t']): TemplateLike {
  if (form.category !== 'AUTHENTICATION') return filledIn({ components }, sampleValues(form))
  const advice = form.code.advice ? ` ${t('builder.code_never_share')}` : ''
  const button = { type: 'URL', text: form.code.otp.text || t('builder.code_button') }
  return {
    components: [
      { type: 'BODY', text: t('builder.code_preview') + advice },
      { type: 'BUTTONS', buttons: [button] },
    ],
  }
}

type FormProps = Pick<BuilderProps, 'botId' | 'isFixed' | 'isCategoryFixed'> & {
  start: TemplateForm
  save: ReturnType<typeof useSaving>
  isNameFixed?: boolean
  isDraft?: boolean
}

function Form({ start, save, isNameFixed, isDraft = true, ...fixed }: FormProps) {
  const { t } = useWords()
  const [form, setForm] = useState(start)
  const components = componentsOf(form)
  const submit = (isSent: boolean) => save.mutate({ form, isSent })
  const isReady = components !== undefined && form.name !== '' && form.language !== ''
  return (
    <div className="beside">
      <div className="stack">
        <FaultsAtFields error={save.error} fieldOf={(path) => fieldOf(path, components ?? [])}>
          <Builder
            form={form}
            {...fixed}
            isNameFixed={isNameFixed}
            onChange={(patch) => {
              setForm((now) => ({ ...now, ...patch }))
              // What was refused is said again only when it is sent again.
              if (save.error !== null) save.reset()
            }}
          />
        </FaultsAtFields>
        {save.error && !save.isPending && (
          <Refused error={save.error} nameOf={(path) => placeOf(path, components ?? [], t)} />
        )}
        <div className="row">
          <Button kind="primary" isDisabled={!isReady} isPending={save.isPending} onPress={() => submit(true)}>
            {t('builder.submit')}
          </Button>
          {isDraft && (
            <Button isDisabled={!isReady} isPending={save.isPending} onPress={() => submit(false)}>
              {t('builder.draft')}
            </Button>
          )}
        </div>
      </div>
      <aside className="aside">
        <Card title={t('template.preview')}>
          <Bubble definition={pictureOf(form, components ?? [], t)} />
          <p className="soft small">{t('builder.preview_hint')}</p>
        </Card>
      </aside>
    </div>
  )
}
