/** The skill run with one person, who is on the sandbox's phone or a real one. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError } from '../../../../sdk/client.ts'
import { sandboxPerson, usePhone } from '../../app/bots.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { Button } from '../../kit/button.tsx'
import { Field } from '../../kit/field.tsx'
import { Card } from '../../kit/page.tsx'
import { Refused } from '../../kit/refused.tsx'
import { useWords } from '../../words/words.tsx'

export function TrySkill({ bot, skill }: { bot: string; skill: string }) {
  const { t } = useWords()
  const phone = usePhone(bot)
  const [to, setTo] = useState<string>()
  const text = to ?? (phone === undefined ? '' : sandboxPerson)
  const userId = text.replaceAll(/\D/g, '')
  const run = useChange({
    run: () => gateway.startSkill({ botId: bot, userId, skillId: skill, body: {} }),
    touches: [['skills', bot]],
    isToldInPlace: true,
  })
  if (!useMay('conversations.write', bot)) return null
  return (
    <Card title={t('skill.try')}>
      <p className="soft">{t('skill.try_hint')}</p>
      <Field label={t('column.person')} inputMode="tel" value={text} onChange={setTo} />
      <div className="row">
        <Button isDisabled={userId === ''} isPending={run.isPending} onPress={() => run.mutate()}>
          {t('skill.try_now')}
        </Button>
        {phone !== undefined && (
          <a href={phone} target="_blank" rel="noreferrer">
            {t('overview.phone')}
          </a>
        )}
      </div>
      {run.error && <Why error={run.error} />}
      {run.isSuccess && (
        <p role="status">
          {t('skill.tried')}{' '}
          <Link to="/messages" search={{ bot, person: userId }}>
            {t('palette.person')}
          </Link>
        </p>
      )}
    </Card>
  )
}

/** The window of 24 hours is the usual reason. */
function Why({ error }: { error: Error }) {
  const { t } = useWords()
  if (!(error instanceof ApiError && error.key === 'WINDOW_CLOSED')) return <Refused error={error} />
  return (
    <p className="problem" role="alert">
      {t('skill.closed')}
    </p>
  )
}
