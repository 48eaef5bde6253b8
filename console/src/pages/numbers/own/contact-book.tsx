/** Meta's own contact book of the number, which an erasure here does not reach. */
import { gateway } from '../../../app/gateway.ts'
import { useChange } from '../../../app/mutations.ts'
import { Card } from '../../../kit/page.tsx'
import { toast } from '../../../kit/toast.tsx'
import { useWords } from '../../../words/words.tsx'
import { PersonForm } from './person-form.tsx'

export function ContactBook({ botId }: { botId: string }) {
  const { t } = useWords()
  const forget = useChange({
    run: async (userId: string) => {
      const { deleted } = await gateway.deleteContact({ botId, userId })
      toast(t(deleted ? 'book.done' : 'book.not_there'))
    },
    touches: [],
  })
  return (
    <Card title={t('book.title')}>
      <p className="soft">{t('book.about')}</p>
      <PersonForm
        id="book"
        action={t('book.forget')}
        title={(person) => t('book.ask', { person })}
        text={t('book.ask_about')}
        onConfirm={forget.confirm}
      />
    </Card>
  )
}
