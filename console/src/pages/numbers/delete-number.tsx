/** The end of a bot: what waits is not sent any more, so its id must be typed first. */
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Button } from '../../kit/button.tsx'
import { TypedDialog } from '../../kit/dialog.tsx'
import { Card } from '../../kit/page.tsx'
import { useWords } from '../../words/words.tsx'
import type { Bot } from './queries.ts'

export function DeleteNumber({ bot, tag }: { bot: Bot; tag: string }) {
  const { t } = useWords()
  const navigate = useNavigate()
  const [isAsking, setAsking] = useState(false)
  const remove = useChange({
    run: async () => {
      await gateway.deleteBot({ botId: bot.id, ifMatch: tag })
      await navigate({ to: '/numbers' })
    },
    touches: [['bots'], ['deleted-bots']],
    done: 'number.deleted',
  })
  return (
    <Card title={t('number.delete')}>
      <p className="soft">{t('number.delete_about')}</p>
      <div className="row">
        <Button kind="danger" isPending={remove.isPending} onPress={() => setAsking(true)}>
          {t('number.delete')}
        </Button>
      </div>
      <TypedDialog
        title={t('number.delete_ask', { name: bot.name })}
        text={t('number.delete_about')}
        action={t('number.delete')}
        typed={bot.id}
        isOpen={isAsking}
        onConfirm={() => remove.confirm()}
        onClose={() => setAsking(false)}
      />
    </Card>
  )
}
