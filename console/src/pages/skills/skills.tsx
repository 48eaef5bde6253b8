/** The skills of a bot: what each does, and which of them failed lately. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { BotSelect, OfBot } from '../../app/bot-select.tsx'
import { useMay } from '../../app/session.ts'
import { LinkButton } from '../../kit/button.tsx'
import { type Column, DataGrid } from '../../kit/grid.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { Empty } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { type Skill, skillsQuery } from './queries.ts'

const route = getRouteApi('/signed-in/skills')

export function Skills() {
  const { t } = useWords()
  const { bot } = route.useSearch()
  const navigate = route.useNavigate()
  const mayWrite = useMay('skills.write', bot)
  return (
    <Page
      title={t('nav.skills')}
      lead={t('skills.lead')}
      actions={
        mayWrite && (
          <LinkButton kind="primary" to="/skills/new" search={{ bot }}>
            {t('skill.new')}
          </LinkButton>
        )
      }
    >
      <search className="filters" aria-label={t('filter.label')}>
        <BotSelect value={bot} onChange={(to) => void navigate({ search: { bot: to }, replace: true })} />
      </search>
      <OfBot wanted={bot} none={t('skills.none')}>
        {(id) => <List bot={id} />}
      </OfBot>
    </Page>
  )
}

function List({ bot }: { bot: string }) {
  const { t } = useWords()
  const navigate = route.useNavigate()
  const columns = useColumns()
  return (
    <Loaded of={useQuery(skillsQuery(bot))} lines={8}>
      {(rows) =>
        rows.length === 0 ? (
          <Empty title={t('skills.none')}>
            <p>{t('skills.none_do')}</p>
          </Empty>
        ) : (
          <DataGrid
            label={t('nav.skills')}
            columns={columns}
            rows={rows}
            keyOf={({ id }) => id}
            onOpen={({ id }) => void navigate({ to: '/skills/$botId/$skillId', params: { botId: bot, skillId: id } })}
          />
        )
      }
    </Loaded>
  )
}

function useColumns(): Column<Skill>[] {
  const { t } = useWords()
  return [
    {
      id: 'person',
      title: t('column.name'),
      cell: ({ id, name }) => (
        <span className="two">
          <span className="clip">{name}</span>
          {name !== id && <code className="soft">{id}</code>}
        </span>
      ),
    },
    { id: 'type', title: t('column.kind'), cell: ({ kind }) => t(`skill_kind.${kind}`) },
    { id: 'text', title: t('skill.does'), cell: (skill) => <span className="clip">{doesOf(skill)}</span> },
    { id: 'time', title: t('column.time'), cell: ({ updatedAt }) => <Time at={updatedAt} /> },
  ]
}

/** Its address, or the first thing that it says. */
function doesOf({ url, messages = [] }: Skill): string {
  const [first] = messages
  return url ?? (typeof first?.text === 'string' ? first.text : (first?.type ?? ''))
}
