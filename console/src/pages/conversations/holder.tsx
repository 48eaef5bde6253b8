/**
 * Who has a conversation on a number with several responders: another one at Meta, or the business in its phone app.
 * What the other one has can be taken; what this bot has can be passed on or given back to nobody.
 */
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Args } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { Form, Problem, type Values } from '../../kit/form.tsx'
import { Select } from '../../kit/select.tsx'
import { TextArea } from '../../kit/text-area.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords, type Words } from '../../words/words.tsx'
import { bounds, lengthOf } from '../numbers/bounds.ts'
import { conversationQuery } from './inbox.ts'
import { chatQuery, linesOf, type Person } from './source.ts'

/** By Meta's words. */
const roles = ['ai_agent', 'customer_service', 'escalation', 'marketing', 'utility', 'ctwa'] as const

type Of = { botId: string; userId: string }
type Change = Args<'controlThread'>['body']

/** A role that is not known is shown as Meta calls it. */
export function roleOf(heldBy: string, t: Words['t']): string {
  if (heldBy === 'unknown') return t('thread.role_unknown')
  const known = roles.find((role) => role === heldBy)
  return known === undefined ? heldBy : t(`thread.role_${known}`)
}

function useThread({ botId, userId }: Of, done: 'thread.taken' | 'thread.passed' | 'thread.released', inPlace = true) {
  return useChange({
    run: (body: Change) => gateway.controlThread({ botId, userId, body }),
    touches: [
      ['person', botId, userId],
      ['chats', botId],
    ],
    done,
    isToldInPlace: inPlace,
  })
}

/** By another responder, or it is not known yet: nothing is said then that may not be true. */
export function useIsHeld({ botId, userId }: Of): boolean {
  const { data, isPending } = useQuery(conversationQuery(botId, userId))
  return isPending || data?.value.thread != null
}

/** Nothing while this bot has it, or nobody. */
export function Holder({ person: { botId, id: userId, state, stateUntil } }: { person: Person }) {
  const { t } = useWords()
  const mayWrite = useMay('conversations.write', botId)
  const thread = useQuery(conversationQuery(botId, userId)).data?.value.thread
  const take = useThread({ botId, userId }, 'thread.taken')
  const isOwner = useIsOwner({ botId, userId }) && state === 'manual' && stateUntil !== null
  if (thread == null) return isOwner ? <Owner /> : null
  return (
    <div className="who held" role="status">
      <div>
        <p>
          <b>{t('thread.held', { role: roleOf(thread.heldBy, t) })}</b>{' '}
          <span className="soft">
            {t('thread.since')} <Time at={thread.since} />
          </span>
        </p>
        <p className="soft small">
          {t('thread.held_about')} <Guide />
        </p>
        <Problem error={take.error} />
      </div>
      {mayWrite && (
        <Button isPending={take.isPending} onPress={() => take.mutate({ action: 'take' })}>
          {t('thread.take')}
        </Button>
      )}
    </div>
  )
}

function Owner() {
  const { t } = useWords()
  return (
    <div className="who held" role="status">
      <p>
        <b>{t('thread.owner')}</b> <span className="soft">{t('thread.owner_about')}</span>
      </p>
    </div>
  )
}

/** The last word of the business came from its phone. */
function useIsOwner({ botId, userId }: Of): boolean {
  const { data } = useInfiniteQuery(chatQuery(botId, userId))
  const last = linesOf(data?.pages ?? []).findLast(({ by }) => by === 'bot')
  return last?.source === 'echo'
}

function Guide() {
  const { t, language } = useWords()
  return <a href={`/guide/${language}/responders.html`}>{t('thread.guide')}</a>
}

/** Beside the conversation, while this bot has it: the other responders of the number, if it has any. */
export function HandOver({ of }: { of: Of }) {
  const { t } = useWords()
  const [isPassing, setPassing] = useState(false)
  const release = useThread(of, 'thread.released', false)
  const thread = useQuery(conversationQuery(of.botId, of.userId)).data?.value.thread
  if (thread !== null) return null
  return (
    <details className="team-part">
      <summary>{t('thread.others')}</summary>
      <p className="soft small">
        {t('thread.others_about')} <Guide />
      </p>
      <div className="row">
        <Button onPress={() => setPassing(true)}>{t('thread.pass')}</Button>
        <Button isPending={release.isPending} onPress={() => release.mutate({ action: 'release' })}>
          {t('thread.release')}
        </Button>
      </div>
      <Dialog title={t('thread.pass')} isOpen={isPassing} onClose={() => setPassing(false)}>
        <Pass of={of} onClose={() => setPassing(false)} />
      </Dialog>
    </details>
  )
}

function Pass({ of, onClose }: { of: Of; onClose: () => void }) {
  const { t } = useWords()
  const [role, setRole] = useState<(typeof roles)[number]>('ai_agent')
  const [note, setNote] = useState('')
  const pass = useThread(of, 'thread.passed')
  const isLong = lengthOf(note) > bounds.metadata
  const send = ({ metadata = '' }: Values) =>
    pass.mutate({ action: 'pass', targetRole: role, ...(metadata && { metadata }) }, { onSuccess: onClose })
  return (
    <Form submit={t('thread.pass_now')} error={pass.error} isPending={pass.isPending} onSubmit={send}>
      <Select
        name="targetRole"
        label={t('thread.to')}
        value={role}
        choices={roles.map((value) => ({ value, label: t(`thread.role_${value}`) }))}
        onChange={setRole}
      />
      <TextArea
        name="metadata"
        label={t('thread.note')}
        hint={t('thread.note_hint')}
        rows={3}
        limit={bounds.metadata}
        value={note}
        onChange={setNote}
        fault={isLong ? t('bound.length', { most: bounds.metadata }) : undefined}
      />
    </Form>
  )
}
