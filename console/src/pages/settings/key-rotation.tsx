/** The keys under which secrets are stored: how far a rotation is, its start, and the end of its overlap. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Answer } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { OverlapSelect } from '../../app/overlap.tsx'
import { Badge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { ConfirmDialog } from '../../kit/dialog.tsx'
import { Facts } from '../../kit/facts.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { keyRotationQuery } from './queries.ts'

type Rotation = Answer<'getKeyRotation'>

export function KeyRotation() {
  const { t, number } = useWords()
  return (
    <Card title={t('rotation.title')}>
      <p className="soft">{t('rotation.about')}</p>
      <Loaded of={useQuery(keyRotationQuery)} lines={4}>
        {(rotation) => (
          <>
            <Facts
              facts={[
                [t('column.state'), <Badge key="state" {...shown(rotation)} text={t(`rotation.${rotation.state}`)} />],
                [t('rotation.master'), number(rotation.master)],
                [t('rotation.left'), rotation.left > 0 ? number(rotation.left) : undefined],
                [t('rotation.changed'), rotation.changedAt && <Time key="changed" at={rotation.changedAt} />],
                [t('rotation.ends'), rotation.overlapEndsAt && <Time key="ends" at={rotation.overlapEndsAt} isExact />],
              ]}
            />
            {rotation.state === 'current' && <Start />}
            {rotation.state === 'overlap' && <End />}
          </>
        )}
      </Loaded>
    </Card>
  )
}

function shown({ state }: Rotation) {
  return { tone: state === 'current' ? ('good' as const) : ('busy' as const) }
}

function Start() {
  const { t } = useWords()
  const [overlap, setOverlap] = useState(String(30 * 86_400))
  const [isAsking, setAsking] = useState(false)
  const start = useChange({
    run: () => gateway.startKeyRotation({ body: { overlapSeconds: Number(overlap) } }),
    touches: [['key-rotation']],
    done: 'rotation.started',
  })
  return (
    <div className="inline-form">
      <OverlapSelect label={t('rotation.overlap_for')} value={overlap} onChange={setOverlap} />
      <Button isPending={start.isPending} onPress={() => setAsking(true)}>
        {t('rotation.start')}
      </Button>
      <ConfirmDialog
        title={t('rotation.start_ask')}
        text={t('rotation.start_about')}
        action={t('rotation.start')}
        isOpen={isAsking}
        onConfirm={() => start.confirm()}
        onClose={() => setAsking(false)}
      />
    </div>
  )
}

function End() {
  const { t } = useWords()
  const [isAsking, setAsking] = useState(false)
  const end = useChange({
    run: () => gateway.endKeyRotation({}),
    touches: [['key-rotation']],
    done: 'rotation.ended',
  })
  return (
    <div className="row">
      <Button kind="danger" isPending={end.isPending} onPress={() => setAsking(true)}>
        {t('rotation.end')}
      </Button>
      <ConfirmDialog
        title={t('rotation.end_ask')}
        text={t('rotation.end_about')}
        action={t('rotation.end')}
        isOpen={isAsking}
        onConfirm={() => end.confirm()}
        onClose={() => setAsking(false)}
      />
    </div>
  )
}
