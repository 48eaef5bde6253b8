/** Meta's library of ready-made templates: looked through, each drawn as a phone shows it, and one of them used. */
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Allowed } from '../../app/allowed.tsx'
import { BotSelect, OfBot } from '../../app/bot-select.tsx'
import { gateway } from '../../app/gateway.ts'
import { Button } from '../../kit/button.tsx'
import { Field } from '../../kit/field.tsx'
import { MoreButton } from '../../kit/more.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Select } from '../../kit/select.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { useWords } from '../../words/words.tsx'
import { Bubble } from './bubble.tsx'
import { FromLibrary } from './library-form.tsx'
import { type LibraryTemplate, pictureOf } from './library-picture.ts'

const route = getRouteApi('/signed-in/templates/library')
const languages = ['es', 'pt_BR', 'en_US'] as const
const pageSize = 12

function libraryQuery(botId: string, { search, language }: { search?: string; language?: string }) {
  return infiniteQueryOptions({
    queryKey: ['template-library', botId, search, language],
    queryFn: ({ pageParam }) =>
      gateway.browseTemplateLibrary({
        ...{ botId, limit: String(pageSize) },
        ...(search && { search }),
        ...(language && { language }),
        ...(pageParam !== '' && { after: pageParam }),
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  })
}

export function Library() {
  const { t } = useWords()
  const { bot } = route.useSearch()
  return (
    <Page title={t('library.title')} lead={<Link to="/templates">{t('nav.templates')}</Link>}>
      <OfBot wanted={bot} none={t('templates.none')}>
        {(botId) => (
          <Allowed to="templates.write" bot={botId}>
            <Browse key={botId} botId={botId} />
          </Allowed>
        )}
      </OfBot>
    </Page>
  )
}

function Browse({ botId }: { botId: string }) {
  const { t } = useWords()
  const { bot, search, language } = route.useSearch()
  const navigate = route.useNavigate()
  const [chosen, setChosen] = useState<LibraryTemplate>()
  const change = (name: 'bot' | 'search' | 'language') => (value: string | undefined) =>
    void navigate({ search: (now) => ({ ...now, [name]: value || undefined }), replace: true })
  if (chosen) return <FromLibrary botId={botId} template={chosen} onBack={() => setChosen(undefined)} />
  return (
    <>
      <p className="soft">{t('library.lead')}</p>
      <search className="filters" aria-label={t('filter.label')}>
        <BotSelect value={bot} onChange={change('bot')} />
        <Field label={t('library.search')} type="search" value={search ?? ''} onChange={change('search')} />
        <Select
          label={t('column.language')}
          value={language ?? ''}
          choices={[{ value: '', label: t('filter.any') }, ...languages.map((value) => ({ value, label: value }))]}
          onChange={change('language')}
        />
      </search>
      <Found of={libraryQuery(botId, { search, language })} onUse={setChosen} />
    </>
  )
}

type FoundProps = { of: ReturnType<typeof libraryQuery>; onUse: (template: LibraryTemplate) => void }

function Found({ of, onUse }: FoundProps) {
  const { t } = useWords()
  const found = useInfiniteQuery(of)
  const templates = found.data?.pages.flatMap(({ results }) => results)
  if (found.error && !templates) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  if (templates === undefined) return <Skeleton lines={8} />
  if (templates.length === 0) return <Empty title={t('library.none')} />
  return (
    <>
      <ul className="plain cards">
        {templates.map((one) => (
          <li key={`${one.name} ${one.language}`}>
            <Entry template={one} onUse={() => onUse(one)} />
          </li>
        ))}
      </ul>
      <MoreButton of={found}>{t('library.more')}</MoreButton>
    </>
  )
}

function Entry({ template, onUse }: { template: LibraryTemplate; onUse: () => void }) {
  const { t } = useWords()
  const { name, language, category } = template
  return (
    <Card title={name}>
      <div className="stack">
        <span className="soft">
          <code>{language}</code> · {t(`category.${category}`)}
        </span>
        <Bubble definition={pictureOf(template, t)} />
        <div className="row">
          <Button onPress={onUse} aria-label={t('library.use_one', { name, language })}>
            {t('library.use')}
          </Button>
        </div>
      </div>
    </Card>
  )
}
