/** One template in each of its languages: drawn as a person sees it, its review, a test send, and what can be done. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { Badge, StateBadge } from '../../kit/badge.tsx'
import { Button, LinkButton } from '../../kit/button.tsx'
import { CodeBlock, curlOf } from '../../kit/code-block.tsx'
import { ConfirmDialog } from '../../kit/dialog.tsx'
import { Facts } from '../../kit/facts.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Missing } from '../../kit/states.tsx'
import { Tabs } from '../../kit/tabs.tsx'
import { useWords } from '../../words/words.tsx'
import { Bubble } from './bubble.tsx'
import { History } from './history.tsx'
import { Insights } from './insights.tsx'
import { type Definition, definitionsQuery } from './queries.ts'
import { Review } from './review.tsx'
import { TestSend } from './test-send.tsx'
import { Used } from './used.tsx'

const route = getRouteApi('/signed-in/templates/$botId/$elementName')

export function TemplatePage() {
  const { t } = useWords()
  const { botId, elementName } = route.useParams()
  return (
    <Page
      title={elementName}
      lead={
        <Link to="/templates" search={{ bot: botId }}>
          {t('nav.templates')}
        </Link>
      }
    >
      <Loaded of={useQuery(definitionsQuery(botId))}>
        {(all) => <Languages definitions={all.filter(({ name }) => name === elementName)} botId={botId} />}
      </Loaded>
    </Page>
  )
}

function Languages({ definitions, botId }: { definitions: readonly Definition[]; botId: string }) {
  const { t } = useWords()
  const [first] = definitions
  if (first === undefined) return <Missing />
  const views = definitions.map((one) => ({
    id: one.language,
    label: one.language,
    content: <Language definition={one} botId={botId} />,
  }))
  return (
    <div className="stack">
      <Card>
        <Tabs label={t('column.language')} views={views} />
      </Card>
      <Used botId={botId} elementName={first.name} />
      <Insights botId={botId} elementName={first.name} />
      <History botId={botId} elementName={first.name} />
    </div>
  )
}

function Language({ definition, botId }: { definition: Definition; botId: string }) {
  const { t } = useWords()
  const { status, category, quality, name, language } = definition
  const record = useQuery({
    queryKey: ['templates', botId, name],
    queryFn: () => gateway.getTemplate({ botId, elementName: name }),
  }).data?.data.find(({ languageCode }) => languageCode === language)
  const maySend = useMay('notifications.write', botId) && status === 'APPROVED'
  const json = <CodeBlock value={definition} curl={curlOf('GET', `/v1/bots/${botId}/templates/${name}`)} />
  const test = { id: 'test', label: t('test_send'), content: <TestSend bot={botId} definition={definition} /> }
  return (
    <div className="columns">
      <div className="stack">
        <Bubble definition={definition} />
        <Actions definition={definition} botId={botId} />
      </div>
      <div className="stack">
        {record && <Review record={record} />}
        <Facts
          facts={[
            [t('column.state'), <StateBadge key="state" state={status} />],
            [t('column.category'), t(`category.${category}`)],
            [
              t('template.quality'),
              quality && <Badge key="quality" tone={quality === 'RED' ? 'bad' : 'calm'} text={quality} />,
            ],
          ]}
        />
        <Tabs label={name} views={[...(maySend ? [test] : []), { id: 'json', label: 'JSON', content: json }]} />
      </div>
    </div>
  )
}

/** What Meta reviews, and what it has ended, cannot be edited. */
const editable = ['APPROVED', 'REJECTED', 'PAUSED', 'DRAFT']

function Actions({ definition: { name, language, status }, botId }: { definition: Definition; botId: string }) {
  const { t } = useWords()
  const mayCampaign = useMay('campaigns.write', botId) && status === 'APPROVED'
  const mayWrite = useMay('templates.write', botId)
  const params = { botId, elementName: name }
  return (
    <div className="row">
      {mayCampaign && (
        <LinkButton kind="primary" to="/campaigns/new" search={{ bot: botId, template: name, language }}>
          {t('template.to_many')}
        </LinkButton>
      )}
      {mayWrite && editable.includes(status) && (
        <LinkButton to="/templates/$botId/$elementName/edit" params={params} search={{ language }}>
          {t('template.edit')}
        </LinkButton>
      )}
      {mayWrite && (
        <>
          <LinkButton to="/templates/new" search={{ bot: botId, from: name, language }}>
            {t('template.translate')}
          </LinkButton>
          <Delete botId={botId} name={name} language={language} />
        </>
      )}
    </div>
  )
}

function Delete({ botId, name, language }: { botId: string; name: string; language: string }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const [isAsking, setAsking] = useState(false)
  const remove = useChange({
    run: async () => {
      const { data } = await gateway.deleteTemplate({ botId, elementName: name, language })
      if (data.languages.length > 0) await navigate({ to: '/templates', search: { bot: botId } })
    },
    touches: [['templates', botId]],
    done: 'template.deleted',
  })
  return (
    <>
      <Button kind="danger" isPending={remove.isPending} onPress={() => setAsking(true)}>
        {t('template.delete')}
      </Button>
      <ConfirmDialog
        title={t('template.delete_ask', { name, language })}
        text={t('template.delete_about')}
        action={t('template.delete')}
        isOpen={isAsking}
        onConfirm={() => remove.confirm()}
        onClose={() => setAsking(false)}
      />
    </>
  )
}
