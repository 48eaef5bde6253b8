/**
 * A new campaign on one page: template, people, values, a check of every row that sends nothing, and the sending. What
 * people will read stands beside it all the while.
 */
import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Progress } from '../../../../sdk/client.ts'
import { Allowed } from '../../app/allowed.tsx'
import { BotSelect, OfBot } from '../../app/bot-select.tsx'
import { gateway, inThisLanguage, uploads } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { saveFile } from '../../kit/save-file.ts'
import { Select } from '../../kit/select.tsx'
import { useWords } from '../../words/words.tsx'
import { type Definition, definitionsQuery } from '../templates/queries.ts'
import { valuesOf } from '../templates/slots.ts'
import { CheckCard } from './check-card.tsx'
import { type Draft, emptyDraft, formOf, newKey } from './draft.ts'
import { PeopleCard } from './people-card.tsx'
import { Picture } from './picture.tsx'
import { SendCard } from './send-card.tsx'
import type { Campaign } from './source.ts'
import { ValuesCard } from './values-card.tsx'

const route = getRouteApi('/signed-in/campaigns/new')

export function NewCampaign() {
  const { t } = useWords()
  const { bot, copy } = route.useSearch()
  const copied = useQuery({
    queryKey: ['campaigns', copy],
    queryFn: () => gateway.getCampaign({ campaignId: copy ?? '' }),
    enabled: copy !== undefined,
  })
  return (
    <Page title={t('new_campaign')} lead={<Link to="/campaigns">{t('nav.campaigns')}</Link>}>
      {copy === undefined ? (
        <OfBot wanted={bot} none={t('campaigns.none')}>
          {(id) => <Preparing bot={id} from={undefined} />}
        </OfBot>
      ) : (
        <Loaded of={copied}>{(from) => <Preparing bot={bot ?? from.botId} from={from} />}</Loaded>
      )}
    </Page>
  )
}

/** The settings and the mapping of the campaign that is copied; its file is of other people. */
function draftOf(from: Campaign | undefined, nameOf: (name: string) => string): Draft {
  if (from === undefined) return emptyDraft
  const {
    params,
    campaignName: _name,
    botId: _bot,
    elementName: _template,
    language: _language,
    ...fields
  } = from.request
  const { values, rest } = valuesOf(fields)
  const columns = (Array.isArray(params) ? params : []).map(({ param, column }) => [`body.${param}`, String(column)])
  const more = Object.keys(rest).length > 0 ? JSON.stringify(rest, null, 2) : ''
  return { ...emptyDraft, name: nameOf(from.name), values, more, columns: Object.fromEntries(columns) }
}

function Preparing({ bot, from }: { bot: string; from: Campaign | undefined }) {
  const definitions = useQuery(definitionsQuery(bot))
  return (
    <Allowed to="campaigns.write" bot={bot}>
      <Loaded of={definitions} lines={10}>
        {(all) => <Form key={bot} bot={bot} from={from} all={all.filter(({ status }) => status === 'APPROVED')} />}
      </Loaded>
    </Allowed>
  )
}

function Form({ bot, from, all }: { bot: string; from: Campaign | undefined; all: readonly Definition[] }) {
  const { t } = useWords()
  const template = useTemplate(all, from)
  const [{ draft, key }, setState] = useState(() => ({
    draft: draftOf(from, (name) => t('campaign.copy_name', { name })),
    key: newKey(),
  }))
  const [progress, setProgress] = useState<Progress>()
  const check = useMutation({
    mutationFn: (body: FormData) =>
      uploads.previewCampaign({ body }, { onProgress: setProgress, headers: inThisLanguage() }),
    onSettled: () => setProgress(undefined),
  })
  const problems = useChange({
    run: async (body: FormData) =>
      saveFile('problems.csv', await gateway.response('previewCampaign', { body, format: 'csv' })),
    touches: [],
  })
  const change = (patch: Partial<Draft>) => {
    setState((now) => ({ draft: { ...now.draft, ...patch }, key: newKey() }))
    if (Object.keys(patch).some((field) => !uncheckedFields.includes(field))) check.reset()
  }
  const checked = check.data?.data
  return (
    <div className="beside">
      <div className="stack">
        <TemplateCard bot={bot} all={all} template={template} onChange={check.reset} />
        <PeopleCard draft={draft} onChange={change} />
        {template && draft.people && (
          <>
            <ValuesCard template={template} draft={draft} onChange={change} />
            <CheckCard
              bot={bot}
              progress={check.isPending ? (progress ?? nothingSent) : undefined}
              error={check.error}
              checked={checked}
              onDownload={() => problems.mutate(formOf(bot, template, { ...draft, name: draft.name || template.name }))}
              onCheck={() => check.mutate(formOf(bot, template, { ...draft, name: draft.name || template.name }))}
            />
            {checked && <SendCard {...{ bot, template, draft, checked }} idempotencyKey={key} onChange={change} />}
          </>
        )}
      </div>
      <Picture template={template} draft={draft} checked={checked} />
    </div>
  )
}

/** They change nothing that was checked. */
const uncheckedFields = ['name', 'at']
const nothingSent = { sentBytes: 0, totalBytes: 1 }

/** The one of the address, else that of the campaign that is copied. */
function useTemplate(all: readonly Definition[], from: Campaign | undefined): Definition | undefined {
  const { template = from?.metadata.elementName, language = from?.request.language } = route.useSearch()
  const named = all.filter(({ name }) => name === template)
  return named.find((one) => one.language === language) ?? named[0]
}

type TemplateProps = {
  bot: string
  all: readonly Definition[]
  template: Definition | undefined
  onChange: () => void
}

function TemplateCard({ bot, all, template, onChange }: TemplateProps) {
  const { t } = useWords()
  const navigate = route.useNavigate()
  const choose = (search: { bot?: string; template?: string; language?: string }) => {
    onChange()
    void navigate({ search: (now) => ({ ...now, ...search }), replace: true })
  }
  const choices = all.map(({ name, language }) => ({ value: `${name} ${language}`, label: `${name} · ${language}` }))
  return (
    <Card title={t('new_campaign.template')}>
      <div className="form-row">
        <BotSelect value={bot} onChange={(id) => id !== undefined && choose({ bot: id })} />
        <Select
          label={t('template')}
          value={template ? `${template.name} ${template.language}` : ''}
          choices={choices}
          placeholder={t('new_campaign.choose')}
          onChange={(value) => {
            const [name = '', language = ''] = value.split(' ')
            choose({ template: name, language })
          }}
        />
      </div>
      <p className="soft">
        {t('new_campaign.template_hint')} <Link to="/templates/new">{t('new_template')}</Link>
      </p>
    </Card>
  )
}
