/** How a receiver knows that an event is the gateway's: a new secret beside the former one, and code that verifies. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { BotSelect } from '../../app/bot-select.tsx'
import type { Bot } from '../../app/bots.ts'
import { useMay } from '../../app/session.ts'
import { CodeBlock } from '../../kit/code-block.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { loadPart } from '../../kit/part.ts'
import { Tabs } from '../../kit/tabs.tsx'
import { useWords } from '../../words/words.tsx'
import { WebhookSecret } from '../numbers/webhook-secret.tsx'

export function Signature({ bots }: { bots: readonly Bot[] }) {
  const [chosen, setChosen] = useState<string>()
  const bot = chosen ?? bots[0]?.id
  const mayRenew = useMay('bots.write', bot)
  return (
    <>
      {mayRenew && bot !== undefined && (
        <>
          {bots.length > 1 && <BotSelect value={bot} onChange={setChosen} />}
          <WebhookSecret key={bot} botId={bot} />
        </>
      )}
      <Code />
    </>
  )
}

/** In a file of its own, which is loaded with the page. */
function Code() {
  const { t } = useWords()
  const receivers = useQuery({
    queryKey: ['receivers'],
    queryFn: async () => (await loadPart('receivers', () => import('./receivers.ts'))).receivers,
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <Card title={t('signature.title')}>
      <p className="soft">{t('signature.about')}</p>
      <ul>
        {(['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const).map((name) => (
          <li key={name}>
            <code>{name}</code> – {t(`signature.${name}`)}
          </li>
        ))}
      </ul>
      <Loaded of={receivers}>
        {(all) => (
          <Tabs
            label={t('signature.title')}
            views={all.map(({ language, code }) => ({
              id: language,
              label: language,
              content: <CodeBlock value={code} word="copy.code" />,
            }))}
          />
        )}
      </Loaded>
    </Card>
  )
}
