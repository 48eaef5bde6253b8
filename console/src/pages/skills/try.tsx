/** The skill run with one person, who is on the sandbox's phone or a real one. */
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ApiError } from '../../../../sdk/client.ts'
import { sandboxPerson, usePhone } from '../../app/bots.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { useMay } from '../../app/session.ts'
import { Button } from '../../kit/button.tsx'
import { FaultsAtFields } from '../../kit/faults.tsx'
import { Field } from '../../kit/field.tsx'
import { Card } from '../../kit/page.tsx'
import { Refused } from '../../kit/refused.tsx'
import { codeOf } from '../../kit/states.tsx'
import { Told } from '../../kit/told.ts'
import { useWords } from '../../words/words.tsx'

export function TrySkill({ bot, skill }: { bot: string; skill: string }) {
  const { t } = useWords()
  const phone = usePhone(bot)
  const [to, setTo] = useState<string>()
  const text = to ?? (phone === undefined ? '' : sandboxPerson)
  const userId = text.replaceAll(/\D/g, '')
  const run = useChange({
    run: () => gateway.startSkill({ botId: bot, userId, skillId: skill, body: {} }).catch(inWords),
    touches: [['skills', bot]],
    isToldInPlace: true,
  })
  if (!useMay('conversations.write', bot)) return null
  return (
    <Card title={t('skill.try')}>
      <p className="soft">{t('skill.try_hint')}</p>
      <FaultsAtFields error={run.error}>
        <Field name="userId" label={t('column.person')} inputMode="tel" value={text} onChange={setTo} />
      </FaultsAtFields>
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
      {run.error && <Refused error={run.error} />}
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

/** The window of 24 hours is the usual reason why not. */
function inWords(error: unknown): never {
  if (!(error instanceof ApiError && error.key === 'WINDOW_CLOSED')) throw error
  throw new Told({ title: 'error.refused', text: 'skill.closed', code: codeOf(error) }, error)
}
