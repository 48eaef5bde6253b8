/** What the bot knows of the person, for whoever takes over. */
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components'
import { CodeBlock, curlOf } from '../../kit/code-block.tsx'
import { useWords } from '../../words/words.tsx'
import type { Person } from './source.ts'

export function Memory({ person: { memory, botId, id } }: { person: Person }) {
  const { t } = useWords()
  if (Object.keys(memory).length === 0) return null
  return (
    <Disclosure className="told">
      <Heading level={2}>
        <Button slot="trigger">{t('chat.memory')}</Button>
      </Heading>
      <DisclosurePanel>
        <CodeBlock value={memory} curl={curlOf('GET', `/v1/bots/${botId}/users/${id}/cache`)} />
      </DisclosurePanel>
    </Disclosure>
  )
}
