/** How much the process that answers logs: by its settings, or for a time by somebody's wish. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Answer } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Button } from '../../kit/button.tsx'
import { Facts } from '../../kit/facts.tsx'
import { Problem } from '../../kit/form.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { Select } from '../../kit/select.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { logLevelQuery } from './queries.ts'

type Level = Answer<'getLogLevel'>['level']
const levels = ['error', 'warn', 'info', 'debug', 'trace'] as const satisfies readonly Level[]
const spans = { ten: 600, hour: 3_600, day: 86_400, open: 0 } as const
type Span = keyof typeof spans

export function LogLevel() {
  const { t } = useWords()
  return (
    <Card title={t('log.title')}>
      <p className="soft">{t('log.about')}</p>
      <Loaded of={useQuery(logLevelQuery)} lines={4}>
        {({ level, configured, until }) => (
          <>
            <Facts
              facts={[
                [t('log.now'), <code key="now">{level}</code>],
                [t('log.configured'), <code key="configured">{configured}</code>],
                [t('log.until'), until && <Time key="until" at={until} isExact />],
              ]}
            />
            <Change level={level} configured={configured} />
          </>
        )}
      </Loaded>
    </Card>
  )
}

function Change({ level, configured }: { level: Level; configured: Level }) {
  const { t } = useWords()
  const [wanted, setWanted] = useState<Level>(level)
  const [span, setSpan] = useState<Span>('hour')
  const change = useChange({
    run: (to: { level: Level; forSeconds?: number }) => gateway.setLogLevel({ body: to }),
    touches: [['log-level']],
    done: 'saved',
    isToldInPlace: true,
  })
  const seconds = spans[span]
  const offered: Level[] = (levels as readonly Level[]).includes(configured) ? [...levels] : [configured, ...levels]
  return (
    <div className="inline-form">
      <Select
        label={t('log.level')}
        value={wanted}
        choices={offered.map((value) => ({ value, label: value }))}
        onChange={setWanted}
      />
      <Select
        label={t('log.span')}
        value={span}
        choices={(Object.keys(spans) as Span[]).map((value) => ({ value, label: t(`log.span_${value}`) }))}
        onChange={setSpan}
      />
      <Button
        isPending={change.isPending}
        onPress={() => change.mutate({ level: wanted, ...(seconds > 0 && { forSeconds: seconds }) })}
      >
        {t('log.set')}
      </Button>
      <Problem error={change.error} />
    </div>
  )
}
