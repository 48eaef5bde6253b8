/** The team's side of a conversation: who has it, its labels, and notes that the person never sees. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type ReactNode, useEffect, useState } from 'react'
import { gateway, queries } from '../../app/gateway.ts'
import { useFallback } from '../../app/live.ts'
import { useChange } from '../../app/mutations.ts'
import { meQuery, useMay } from '../../app/session.ts'
import type { Tagged } from '../../app/tagged.ts'
import { Button } from '../../kit/button.tsx'
import { FaultsAtFields } from '../../kit/faults.tsx'
import { Field } from '../../kit/field.tsx'
import { Problem } from '../../kit/form.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Select } from '../../kit/select.tsx'
import { TextArea } from '../../kit/text-area.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { optOutOf } from '../optouts/queries.ts'
import { HandOver } from './holder.tsx'
import { assigneesQuery, conversationQuery, type InboxItem, notesQuery } from './inbox.ts'

type Of = { botId: string; userId: string }
const mostLabels = 20
const labelLength = 40
const noteLength = 4_000

export function Team({ botId, userId, children }: Of & { children: ReactNode }) {
  const { t } = useWords()
  const found = useQuery({ ...conversationQuery(botId, userId), refetchInterval: useFallback() })
  const mayWrite = useMay('conversations.write', botId)
  useRead({ botId, userId }, found.data?.value.isUnread === true && mayWrite)
  return (
    <aside className="team" aria-label={t('team.title')}>
      <Loaded of={found} lines={3}>
        {(now) => (
          <>
            <Assignment of={{ botId, userId }} now={now} mayWrite={mayWrite} />
            <Labels of={{ botId, userId }} now={now} mayWrite={mayWrite} />
            <NoMarketing botId={botId} userId={userId} />
            {mayWrite && <HandOver of={{ botId, userId }} />}
          </>
        )}
      </Loaded>
      <Notes of={{ botId, userId }} mayWrite={mayWrite} />
      {children}
    </aside>
  )
}

/** On the list of those who get no marketing. */
function NoMarketing({ botId, userId }: Of) {
  const { t } = useWords()
  const entry = useQuery(optOutOf(botId, userId)).data
  if (!entry) return null
  return (
    <p className="team-part">
      <Link to="/optouts" search={{ bot: botId, person: userId }}>
        {t('optouts.here')}
      </Link>{' '}
      <span className="soft">
        {t(`optouts.${entry.source}`)} · <Time at={entry.since} />
      </span>
    </p>
  )
}

/** Whoever may answer and has it open has read it, for the whole team. */
function useRead({ botId, userId }: Of, isUnread: boolean): void {
  useEffect(() => {
    if (!isUnread || document.hidden) return
    const read = () => {
      void queries.invalidateQueries({ queryKey: ['person', botId, userId, 'inbox'] })
      void queries.invalidateQueries({ queryKey: ['chats', botId] })
    }
    // Where it is refused the conversation stays unread, which the page shows.
    gateway.readConversation({ botId, userId }).then(read, () => {})
  }, [isUnread, botId, userId])
}

type Part = { of: Of; now: Tagged<InboxItem>; mayWrite: boolean }

/** Refused when somebody else was faster: what they did is then in view. */
function useInboxChange({ botId, userId }: Of, { tag }: Tagged<InboxItem>, isToldInPlace = false) {
  return useChange({
    run: (body: { assignee?: string | null; labels?: string[] }) =>
      gateway.updateConversation({ botId, userId, ifMatch: tag, body }),
    touches: [
      ['person', botId, userId, 'inbox'],
      ['chats', botId],
    ],
    isToldInPlace,
  })
}

const nobody = 'nobody'

function Assignment({ of, now, mayWrite }: Part) {
  const { t } = useWords()
  const me = useQuery(meQuery).data?.id
  const able = useQuery(assigneesQuery(of.botId)).data ?? []
  const change = useInboxChange(of, now)
  const { assignee } = now.value
  if (!mayWrite) return <p>{assignee === null ? t('team.nobody') : t('team.has', { name: assignee.name })}</p>
  const others = assignee === null || able.some(({ memberId }) => memberId === assignee.memberId) ? [] : [assignee]
  const choices = [...able, ...others].map(({ memberId, name }) => ({ value: memberId, label: name }))
  const isMine = assignee?.memberId === me
  return (
    <div className="team-part">
      <Select
        label={t('team.assignee')}
        value={assignee?.memberId ?? nobody}
        choices={[{ value: nobody, label: t('team.nobody') }, ...choices]}
        isDisabled={change.isPending}
        onChange={(id) => change.mutate({ assignee: id === nobody ? null : id })}
      />
      {!isMine && able.some(({ memberId }) => memberId === me) && (
        <Button isPending={change.isPending} onPress={() => change.mutate({ assignee: me ?? null })}>
          {t('team.to_me')}
        </Button>
      )}
    </div>
  )
}

function Labels({ of, now, mayWrite }: Part) {
  const { t } = useWords()
  const [written, setWritten] = useState('')
  const change = useInboxChange(of, now)
  const added = useInboxChange(of, now, true)
  const { labels } = now.value
  const add = () => {
    const label = written.trim()
    if (label === '' || added.isPending) return
    added.mutate({ labels: [...labels, label] }, { onSuccess: () => setWritten('') })
  }
  return (
    <div className="team-part">
      {labels.length > 0 && (
        <ul className="plain labels" aria-label={t('team.labels')}>
          {labels.map((label) => (
            <li key={label} className="label-chip">
              {label}
              {mayWrite && (
                <Button
                  kind="quiet"
                  aria-label={t('team.label_remove', { label })}
                  onPress={() => change.mutate({ labels: labels.filter((one) => one !== label) })}
                >
                  ×
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      {mayWrite && labels.length < mostLabels && (
        <>
          <FaultsAtFields error={added.error} onSubmit={add}>
            <div className="row">
              <Field
                name="labels"
                label={t('team.label_new')}
                value={written}
                onChange={setWritten}
                maxLength={labelLength}
              />
              <Button type="submit" isPending={added.isPending} isDisabled={written.trim() === ''}>
                {t('team.label_add')}
              </Button>
            </div>
          </FaultsAtFields>
          <Problem error={added.error} />
        </>
      )}
    </div>
  )
}

function Notes({ of: { botId, userId }, mayWrite }: { of: Of; mayWrite: boolean }) {
  const { t } = useWords()
  const notes = useQuery({ ...notesQuery(botId, userId), refetchInterval: useFallback() })
  const touches = [['person', botId, userId, 'notes']]
  const remove = useChange({ run: (noteId: string) => gateway.deleteNote({ botId, userId, noteId }), touches })
  return (
    <section className="team-part" aria-label={t('team.notes')}>
      <h2>{t('team.notes')}</h2>
      {mayWrite && <NewNote of={{ botId, userId }} touches={touches} />}
      <Loaded of={notes} lines={2}>
        {(found) =>
          found.length === 0 ? (
            <p className="soft">{t('team.no_notes')}</p>
          ) : (
            <ul className="plain notes">
              {found.map((note) => (
                <li key={note.id} className="note">
                  <p>{note.text}</p>
                  <div className="row between soft small">
                    <span>
                      {note.author} · <Time at={note.createdAt} />
                    </span>
                    {mayWrite && (
                      <Button kind="quiet" onPress={() => remove.mutate(note.id)}>
                        {t('team.note_delete')}
                      </Button>
                    )}
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  )
}

function NewNote({ of, touches }: { of: Of; touches: readonly string[][] }) {
  const { t } = useWords()
  const [text, setText] = useState('')
  const add = useChange({
    run: () => gateway.createNote({ ...of, body: { text } }),
    touches,
    isToldInPlace: true,
  })
  const written = { value: text, onChange: setText, rows: 2, maxLength: noteLength }
  return (
    <>
      <FaultsAtFields error={add.error}>
        <TextArea name="text" label={t('team.note_new')} {...written} />
      </FaultsAtFields>
      <Problem error={add.error} />
      <div className="row end">
        <Button
          isPending={add.isPending}
          isDisabled={text.trim() === ''}
          onPress={() => add.mutate(undefined, { onSuccess: () => setText('') })}
        >
          {t('team.note_add')}
        </Button>
      </div>
    </>
  )
}
