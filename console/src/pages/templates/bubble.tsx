/** A template as the person will see it, its variables marked: what stands for them differs from message to message. */
import { MessageRow } from '../../../../drawing/message.tsx'
import { Drawing } from '../../kit/drawing.tsx'
import { useWords } from '../../words/words.tsx'
import { contentOf } from './picture.ts'
import type { TemplateLike } from './slots.ts'

export function Bubble({ definition }: { definition: TemplateLike }) {
  const { t } = useWords()
  return (
    <figure className="whatsapp whatsapp-chat drawn" aria-label={t('template.preview')}>
      <Drawing hasVariables>
        <MessageRow message={{ side: 'theirs', content: contentOf(definition) }} />
      </Drawing>
    </figure>
  )
}
