/** What failed of a skill lately: when, with whom, why. */
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMay } from '../../app/session.ts'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { Phone } from '../../kit/phone.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { type Failed, failuresQuery } from './queries.ts'

const reasons = [
  'skill_unreachable',
  'skill_gone',
  'skill_deleted',
  'skill_ended',
  'unknown_skill',
  'invalid_messages',
] as const

/** Of the body of a `skill_failed`. */
type Body = { skill?: { id?: string }; reason?: string; detail?: string; problems?: unknown[] }

export function Failures({ bot, skill }: { bot: string; skill: string }) {
  const { t } = useWords()
  const mayRead = useMay('conversations.read', bot)
  const failures = useQuery({ ...failuresQuery(bot), enabled: mayRead })
  if (!mayRead) return null
  return (
    <Card title={t('skill.failures')}>
      <Loaded of={failures} lines={3}>
        {(all) => {
          const own = all.filter(({ body }) => (body as Body).skill?.id === skill)
          if (own.length === 0) return <p className="soft">{t('skill.no_failures')}</p>
          return (
            <ul className="plain stack">
              {own.map((failed) => (
                <FailureView key={failed.id} failed={failed} />
              ))}
            </ul>
          )
        }}
      </Loaded>
    </Card>
  )
}

function FailureView({ failed: { at, body, userId, botId, messageId } }: { failed: Failed }) {
  const { t, language } = useWords()
  const { reason, detail, problems = [] } = body as Body
  const known = reasons.find((one) => one === reason)
  return (
    <li>
      <p className="soft small">
        <Time at={at} /> {userId !== null && <Phone digits={userId} />}
      </p>
      <p>
        <b>{known ? t(`skill_reason.${known}`) : reason}</b>
      </p>
      {detail !== undefined && detail !== '' && <p className="soft">{detail}</p>}
      {problems.map((problem) => (
        <p key={JSON.stringify(problem)} className="problem">
          {saidBy(problem, language)}
        </p>
      ))}
      {messageId !== null && (
        <p>
          <Link to="/messages/$botId/$messageId" params={{ botId, messageId }}>
            {t('message')}
          </Link>
        </p>
      )}
    </li>
  )
}

/** A violation in the reader's language, else as the gateway wrote it. */
function saidBy(problem: unknown, language: 'es' | 'en' | 'pt'): string {
  const text =
    typeof problem === 'object' && problem !== null ? (problem as Record<string, unknown>)[language] : problem
  return typeof text === 'string' ? text : JSON.stringify(problem)
}
