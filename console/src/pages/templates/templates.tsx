/** The templates of a bot, by state and category. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { BotSelect, OfBot, useShownBot } from '../../app/bot-select.tsx'
import { botsQuery } from '../../app/bots.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { ViewBar } from '../../app/view-bar.tsx'
import { StateBadge } from '../../kit/badge.tsx'
import { Button, LinkButton } from '../../kit/button.tsx'
import { type Column, DataGrid } from '../../kit/grid.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { Select } from '../../kit/select.tsx'
import { Empty } from '../../kit/states.tsx'
import { useWords } from '../../words/words.tsx'
import { bodyOf, type Definition, definitionsQuery } from './queries.ts'

const route = getRouteApi('/signed-in/templates')
const statuses = ['APPROVED', 'PENDING', 'REJECTED', 'PAUSED', 'DISABLED'] as const
const categories = ['MARKETING', 'UTILITY', 'AUTHENTICATION'] as const

export function Templates() {
  const { t } = useWords()
  const search = route.useSearch()
  return (
    <Page title={t('nav.templates')} lead={t('templates.lead')} actions={<Actions bot={search.bot} />}>
      <ViewBar page="templates" search={{ ...search, bot: useShownBot(search.bot) }} />
      <Filters />
      <OfBot wanted={search.bot} none={t('templates.none')}>
        {(bot) => <List bot={bot} />}
      </OfBot>
    </Page>
  )
}

function Actions({ bot }: { bot: string | undefined }) {
  const { t } = useWords()
  const first = useQuery(botsQuery).data?.[0]?.id
  const botId = bot ?? first
  const mayWrite = useMay('templates.write', botId)
  const sync = useChange({
    run: () => gateway.syncTemplates({ botId: botId ?? '' }),
    touches: [['templates', botId]],
    done: 'templates.synced',
  })
  if (!mayWrite || botId === undefined) return null
  return (
    <>
      <Button isPending={sync.isPending} onPress={() => sync.mutate()}>
        {t('templates.sync')}
      </Button>
      <LinkButton to="/templates/library" search={{ bot: botId }}>
        {t('library.title')}
      </LinkButton>
      <LinkButton kind="primary" to="/templates/new" search={{ bot: botId }}>
        {t('new_template')}
      </LinkButton>
    </>
  )
}

function Filters() {
  const { t } = useWords()
  const { bot, status, category } = route.useSearch()
  const navigate = route.useNavigate()
  const change = (name: 'bot' | 'status' | 'category') => (value: string | undefined) =>
    void navigate({ search: (now) => ({ ...now, [name]: value || undefined }), replace: true })
  const any = { value: '', label: t('filter.any') }
  const ofStatus = statuses.map((value) => ({
    value: value as string,
    label: t(`state.${value.toLowerCase() as Lowercase<typeof value>}`),
  }))
  const ofCategory = categories.map((value) => ({ value: value as string, label: t(`category.${value}`) }))
  return (
    <search className="filters" aria-label={t('filter.label')}>
      <BotSelect value={bot} onChange={change('bot')} />
      <Select label={t('column.state')} value={status ?? ''} choices={[any, ...ofStatus]} onChange={change('status')} />
      <Select
        label={t('column.category')}
        value={category ?? ''}
        choices={[any, ...ofCategory]}
        onChange={change('category')}
      />
    </search>
  )
}

function List({ bot }: { bot: string }) {
  const { t } = useWords()
  const navigate = route.useNavigate()
  const { status, category } = route.useSearch()
  const columns = useColumns()
  const isWanted = (one: Definition) =>
    (status === undefined || one.status === status) && (category === undefined || one.category === category)
  return (
    <Loaded of={useQuery(definitionsQuery(bot))} lines={8}>
      {(all) => {
        const rows = all.filter(isWanted)
        if (rows.length === 0)
          return (
            <Empty title={t('templates.none')}>
              <p>{t('templates.none_do')}</p>
            </Empty>
          )
        return (
          <DataGrid
            label={t('nav.templates')}
            columns={columns}
            rows={rows}
            keyOf={({ name, language }) => `${name} ${language}`}
            onOpen={({ name }) =>
              void navigate({ to: '/templates/$botId/$elementName', params: { botId: bot, elementName: name } })
            }
          />
        )
      }}
    </Loaded>
  )
}

function useColumns(): Column<Definition>[] {
  const { t } = useWords()
  return [
    { id: 'state', title: t('column.state'), cell: ({ status }) => <StateBadge state={status} /> },
    { id: 'person', title: t('column.name'), cell: ({ name }) => <span className="clip">{name}</span> },
    { id: 'text', title: t('column.text'), cell: (one) => <span className="clip">{bodyOf(one)}</span> },
    { id: 'count', title: t('column.language'), cell: ({ language }) => <code>{language}</code> },
    { id: 'time', title: t('column.category'), cell: ({ category }) => t(`category.${category}`) },
  ]
}
