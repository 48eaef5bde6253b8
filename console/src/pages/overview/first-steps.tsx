/** The way from an empty installation to a first message: shown until the first bot has messages of its own. */
import { useQuery } from '@tanstack/react-query'
import { type Bot, phoneAddress } from '../../app/bots.ts'
import { CodeBlock } from '../../kit/code-block.tsx'
import { Card } from '../../kit/page.tsx'
import { useWords } from '../../words/words.tsx'
import { latestQuery } from '../messages/source.ts'

export function FirstSteps({ bots }: { bots: readonly Bot[] }) {
  const { t, language } = useWords()
  const [bot] = bots
  const latest = useQuery({ ...latestQuery, enabled: bot !== undefined })
  const hasSent = latest.data === undefined || latest.data.some(({ direction }) => direction === 'out')
  if (bot !== undefined && hasSent) return null
  const phone = bot && phoneAddress(bot)
  return (
    <Card title={t('first.title')}>
      <ol className="steps">
        {phone !== undefined && (
          <li>
            <a href={phone}>{t('first.phone')}</a> {t('first.phone_about')}
          </li>
        )}
        {bot !== undefined && (
          <li>
            {t('first.send')}
            <CodeBlock value={sendCommand(bot)} />
          </li>
        )}
        <li>
          <a href={`/guide/${language}/`}>{t('first.guide')}</a> {t('first.guide_about')}
        </li>
        <li>
          <a href="/docs">{t('first.api')}</a> {t('first.api_about')} <a href="/openapi.json">OpenAPI</a>
        </li>
      </ol>
    </Card>
  )
}

/** The demo bot's client is the one of the README; any other is the reader's own. */
function sendCommand({ id }: Bot): string {
  const client = id === 'demo' ? 'demo:recado-demo' : '"$RECADO_CLIENT_ID:$RECADO_CLIENT_SECRET"'
  return [
    `curl -u ${client} ${location.origin}/v1/bots/${id}/messages \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"type":"text","userId":"593987654321","text":"¡Hola desde Recado!"}'`,
  ].join('\n')
}
