/** The chats of a bot: who wrote last stands first, with the last line; of the whole team, or a part of them. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useFallback } from '../../app/live.ts'
import { Badge } from '../../kit/badge.tsx'
import { Field, FilterField } from '../../kit/field.tsx'
import { MoreButton, type Pages } from '../../kit/more.tsx'
import { Phone } from '../../kit/phone.tsx'
import { Select } from '../../kit/select.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { personNamed } from '../../kit/written-number.ts'
import { useWords } from '../../words/words.tsx'
import { textOf } from '../messages/source.ts'
import { roleOf } from './holder.tsx'
import { type InboxFilter, type InboxItem, inboxQuery, shows } from './inbox.ts'
import { type Chat, peopleQuery } from './source.ts'

type Props = { bot: string; filter: InboxFilter; onFilter: (filter: InboxFilter) => void }

export function ChatList({ bot, filter, onFilter }: Props) {
  const { t } = useWords()
  const [search, setSearch] = useState('')
  const { show = 'all', label = '' } = filter
  const change = (part: InboxFilter) => {
    const { show: shown, label: named } = { ...filter, ...part }
    onFilter({ ...(shown && shown !== 'all' && { show: shown }), ...(named && { label: named }) })
  }
  return (
    <section className="chats" aria-label={t('chats.list')}>
      <Field
        label={t('chats.search')}
        type="search"
        value={search}
        onChange={setSearch}
        placeholder="+593 98 765 4321"
      />
      <div className="chat-filters">
        <Select
          label={t('chats.show')}
          value={show}
          choices={shows.map((one) => ({ value: one, label: t(`chats.${one}`) }))}
          onChange={(shown) => change({ show: shown })}
        />
        <FilterField label={t('chats.label')} value={label} onChange={(named) => change({ label: named })} />
      </div>
      {search === '' ? (
        <Inbox bot={bot} filter={filter} />
      ) : (
        <People bot={bot} search={personNamed(search)} filter={filter} />
      )}
    </section>
  )
}

function Inbox({ bot, filter }: { bot: string; filter: InboxFilter }) {
  const { t } = useWords()
  const found = useInfiniteQuery({ ...inboxQuery(bot, filter), refetchInterval: useFallback() })
  if (found.error && !found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton lines={8} />
  const rows = found.data.pages.flatMap((page) => page.rows)
  const isAll = filter.show === undefined && filter.label === undefined
  return (
    <Rows rows={rows} bot={bot} filter={filter} none={t(isAll ? 'chats.none_do' : 'chats.none_fit')} pages={found} />
  )
}

function People({ bot, search, filter }: { bot: string; search: string; filter: InboxFilter }) {
  const { t } = useWords()
  const people = useInfiniteQuery(peopleQuery(bot, search))
  if (people.error && !people.data) return <Failure error={people.error} onRetry={() => void people.refetch()} />
  if (!people.data) return <Skeleton lines={8} />
  return (
    <Rows
      rows={people.data.pages.flatMap(({ results }) => results.map(rowOf))}
      bot={bot}
      filter={filter}
      none={t('messages.none_do')}
      pages={people}
    />
  )
}

type Row = Pick<InboxItem, 'userId' | 'names' | 'state' | 'lastInboundAt'> &
  Partial<Pick<InboxItem, 'last' | 'isUnread' | 'assignee' | 'labels' | 'thread'>>

function rowOf({ id, names, state, lastInboundAt }: Chat): Row {
  return { userId: id, names, state, lastInboundAt }
}

type RowsProps = {
  rows: readonly Row[]
  bot: string
  filter: InboxFilter
  none: string
  pages: Pages
}

function Rows({ rows, bot, filter, none, pages }: RowsProps) {
  const { t } = useWords()
  if (rows.length === 0)
    return (
      <Empty title={t('chats.none')}>
        <p>{none}</p>
      </Empty>
    )
  return (
    <>
      <ul className="plain">
        {rows.map((row) => (
          <li key={row.userId}>
            <ChatRow row={row} bot={bot} filter={filter} />
          </li>
        ))}
      </ul>
      <MoreButton of={pages}>{t('chats.more')}</MoreButton>
    </>
  )
}

function ChatRow({ row, bot, filter }: { row: Row; bot: string; filter: InboxFilter }) {
  const { t } = useWords()
  const { userId, names, last, lastInboundAt, isUnread = false } = row
  const at = last?.createdAt ?? lastInboundAt
  return (
    <Link
      to="/conversations/$botId/$userId"
      params={{ botId: bot, userId }}
      search={filter}
      className={isUnread ? 'chat-row unread' : 'chat-row'}
      activeOptions={{ includeSearch: false }}
    >
      <span className="row between">
        <span className="clip">
          {isUnread && (
            <span className="unread-dot">
              <span className="unseen">{t('chats.is_unread')} </span>
            </span>
          )}
          <b>{names === '' ? <Phone digits={userId} /> : names}</b>
        </span>
        {at != null && (
          <span className="soft small">
            <Time at={at} />
          </span>
        )}
      </span>
      <span className="row between">
        <span className="soft clip">
          {last === undefined ? <Phone digits={userId} /> : `${last.by === 'bot' ? '→ ' : ''}${textOf(last, t)}`}
        </span>
        <Answering row={row} />
      </span>
      <Kept row={row} />
    </Link>
  )
}

/** Who answers, where it is not the bot. */
function Answering({ row: { thread, state } }: { row: Row }) {
  const { t } = useWords()
  if (thread != null) return <Badge tone="calm" text={roleOf(thread.heldBy, t)} />
  return state === 'manual' ? <Badge tone="busy" text={t('chat.manual')} /> : null
}

/** What the team keeps of it. */
function Kept({ row: { assignee, labels = [] } }: { row: Row }) {
  const kept = [...(assignee == null ? [] : [assignee.name]), ...labels.map((one) => `#${one}`)]
  return kept.length === 0 ? null : <span className="soft small clip">{kept.join(' · ')}</span>
}
