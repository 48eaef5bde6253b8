/** The request that will send a message, for whoever wants to do the same from a program. */
import { CodeBlock, curlOf } from '../../kit/code-block.tsx'
import { useWords } from '../../words/words.tsx'
import type { Body } from './kind-draft.ts'

export function RequestOf({ botId, body }: { botId: string; body: Body }) {
  const { t } = useWords()
  const path = `/v1/bots/${encodeURIComponent(botId)}/messages`
  return (
    <details>
      <summary className="soft small">{t('chat.request')}</summary>
      <CodeBlock value={body} curl={curlOf('POST', path, body)} />
    </details>
  )
}
