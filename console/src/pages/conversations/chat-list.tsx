/** The chats of a bot: who wrote last stands first, with the last line. */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { Badge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { Field } from '../../kit/field.tsx'
import { Phone } from '../../kit/phone.tsx'
import { Empty, Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { textOf } from '../messages/source.ts'
import { type Chat, type Line, newestQuery, peopleQuery } from './source.ts'

export function ChatList({ bot }: { bot: string }) {
  const { t } = useWords()
  const [search, setSearch] = useState('')
  return (
    <section className="chats" aria-label={t('chats.list')}>
      <Field
        label={t('chats.search')}
        type="search"
        value={search}
        onChange={setSearch}
        placeholder="+593 98 765 4321"
      />
      <People bot={bot} search={searched(search)} />
    </section>
  )
}

/** A number may be written with its spaces and signs. */
function searched(text: string): string {
  const digits = text.replaceAll(/[\s+()-]/g, '')
  return /^\d+$/.test(digits) ? digits : text.trim()
}

function People({ bot, search }: { bot: string; search: string }) {
  const { t } = useWords()
  const people = useInfiniteQuery(peopleQuery(bot, search))
  const newest = useQuery(newestQuery(bot)).data
  if (people.error && !people.data) return <Failure error={people.error} onRetry={() => void people.refetch()} />
  if (!people.data) return <Skeleton lines={8} />
  const chats = people.data.pages.flatMap(({ results }) => results)
  const rows = chats
    .map((chat) => ({ chat, line: newest?.get(chat.id) }))
    .sort((one, other) => lastAt(other) - lastAt(one))
  if (rows.length === 0)
    return (
      <Empty title={t('chats.none')}>
        <p>{t(search === '' ? 'chats.none_do' : 'messages.none_do')}</p>
      </Empty>
    )
  return (
    <>
      <ul className="plain">
        {rows.map(({ chat, line }) => (
          <li key={chat.id}>
            <ChatRow bot={bot} chat={chat} line={line} />
          </li>
        ))}
      </ul>
      {people.hasNextPage && (
        <Button kind="quiet" isPending={people.isFetchingNextPage} onPress={() => void people.fetchNextPage()}>
          {t('chats.more')}
        </Button>
      )}
    </>
  )
}

type Row = { chat: Chat; line: Line | undefined }

function lastAt({ chat: { lastInboundAt }, line }: Row): number {
  return Math.max(Date.parse(lastInboundAt ?? '') || 0, Date.parse(line?.createdAt ?? '') || 0)
}

function ChatRow({ bot, chat, line }: Row & { bot: string }) {
  const { t } = useWords()
  const { id, names, state } = chat
  const at = lastAt({ chat, line })
  return (
    <Link to="/conversations/$botId/$userId" params={{ botId: bot, userId: id }} className="chat-row">
      <span className="row between">
        <b className="clip">{names === '' ? <Phone digits={id} /> : names}</b>
        {at > 0 && (
          <span className="soft small">
            <Time at={at} />
          </span>
        )}
      </span>
      <span className="row between">
        <span className="soft clip">
          {line === undefined ? <Phone digits={id} /> : `${line.by === 'bot' ? '→ ' : ''}${textOf(line, t)}`}
        </span>
        {state === 'manual' && <Badge tone="busy" text={t('chat.manual')} />}
      </span>
    </Link>
  )
}
