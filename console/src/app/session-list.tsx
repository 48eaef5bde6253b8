/** Sessions of a person, each with the browser and the address that it is used from. */
import type { Schemas } from '../../../sdk/client.ts'
import { Badge } from '../kit/badge.tsx'
import { Button } from '../kit/button.tsx'
import { Time } from '../kit/time.tsx'
import { useWords } from '../words/words.tsx'

type Session = Schemas['Session']
type Props = { sessions: readonly Session[]; onEnd: ((sessionId: string) => void) | undefined }

export function SessionList({ sessions, onEnd }: Props) {
  const { t } = useWords()
  if (sessions.length === 0) return <p className="soft">{t('sessions.none')}</p>
  return (
    <ul className="plain entries">
      {sessions.map((session) => (
        <SessionRow key={session.sessionId} session={session} onEnd={onEnd} />
      ))}
    </ul>
  )
}

function SessionRow({ session, onEnd }: { session: Session } & Pick<Props, 'onEnd'>) {
  const { t } = useWords()
  const { sessionId, current, address, agent, seenAt } = session
  const browser = browserOf(agent)
  return (
    <li>
      <div>
        <b title={agent}>{browser === '' ? t('sessions.unknown') : browser}</b>
        <p className="soft small">
          <span className="number">{address}</span> · {t('sessions.seen')} <Time at={seenAt} />
        </p>
      </div>
      {current && <Badge tone="good" text={t('sessions.this')} />}
      {!current && onEnd && (
        <Button
          kind="quiet"
          aria-label={`${t('sessions.end')}: ${browser} ${address}`}
          onPress={() => onEnd(sessionId)}
        >
          {t('sessions.end')}
        </Button>
      )}
    </li>
  )
}

const browsers = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'] as const
const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera' }
const systems = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS X', 'Linux'] as const

/** The few words of a User-Agent that people know; the whole stands in the title. */
function browserOf(agent: string): string {
  const browser = browsers.find((one) => agent.includes(`${one}/`))
  const system = systems.find((one) => agent.includes(one))
  if (browser === undefined) return agent.slice(0, 40)
  return [names[browser] ?? browser, system].filter((part) => part !== undefined).join(' · ')
}
