/** What is in force in the installation: its checks, how much it logs, its keys. */
import { useQuery } from '@tanstack/react-query'
import { useMayForAll } from '../../app/session.ts'
import { StateBadge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { CheckList } from '../numbers/check-list.tsx'
import { InForce } from './in-force.tsx'
import { KeyRotation } from './key-rotation.tsx'
import { LogLevel } from './log-level.tsx'
import { diagnosticsQuery } from './queries.ts'

export function Settings() {
  const { t, language } = useWords()
  const mayLog = useMayForAll('log.write')
  const mayRotate = useMayForAll('secrets.rotate')
  return (
    <Page
      title={t('nav.settings')}
      lead={
        <>
          {t('settings.lead')} <a href={`/guide/${language}/installing`}>{t('guide')}</a>
        </>
      }
    >
      <div className="stack">
        <Diagnostics />
        {mayLog && <InForce />}
        <div className="columns">
          {mayLog && <LogLevel />}
          {mayRotate && <KeyRotation />}
        </div>
      </div>
    </Page>
  )
}

function Diagnostics() {
  const { t } = useWords()
  const diagnostics = useQuery(diagnosticsQuery)
  const again = (
    <Button kind="quiet" isDisabled={diagnostics.isFetching} onPress={() => void diagnostics.refetch()}>
      {t('check_again')}
    </Button>
  )
  return (
    <Card title={t('settings.installation')} actions={again}>
      <Loaded of={diagnostics} lines={8}>
        {({ status, checkedAt, checks }) => (
          <>
            <p className="row">
              <StateBadge state={status} />
              <span className="soft">
                {t('number.checked')} <Time at={checkedAt} />
              </span>
            </p>
            <div className="check-grid">
              <CheckList checks={checks} />
            </div>
          </>
        )}
      </Loaded>
    </Card>
  )
}
