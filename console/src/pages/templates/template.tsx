/** One template in each of its languages, drawn as a person sees it, with its variables where they stand. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { Badge, StateBadge } from '../../kit/badge.tsx'
import { CodeBlock, curlOf } from '../../kit/code-block.tsx'
import { Facts } from '../../kit/facts.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Empty } from '../../kit/states.tsx'
import { Tabs } from '../../kit/tabs.tsx'
import { useWords } from '../../words/words.tsx'
import { Bubble } from './bubble.tsx'
import { type Definition, definitionsQuery } from './queries.ts'

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
  if (first === undefined)
    return (
      <Empty title={t('error.missing')}>
        <p>{t('error.missing_do')}</p>
      </Empty>
    )
  const views = definitions.map((one) => ({
    id: one.language,
    label: one.language,
    content: <Language definition={one} botId={botId} />,
  }))
  return (
    <Card>
      <Tabs label={t('column.language')} views={views} />
    </Card>
  )
}

function Language({ definition, botId }: { definition: Definition; botId: string }) {
  const { t } = useWords()
  const { status, category, quality, name } = definition
  return (
    <div className="columns">
      <Bubble definition={definition} />
      <div className="stack">
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
        <CodeBlock value={definition} curl={curlOf('GET', `/v1/bots/${botId}/templates/${name}`)} />
      </div>
    </div>
  )
}
