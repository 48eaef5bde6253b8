/** The link by which somebody sets a password. It is shown once; who has it is let in. */
import type { Schemas } from '../../../../sdk/client.ts'
import { Secret } from '../../kit/secret.tsx'
import { exactTime } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'

export function OneTimeLink({ link: { url, expiresAt } }: { link: Schemas['SignInLink'] }) {
  const { t, locale } = useWords()
  return (
    <Secret label={t('people.link')} value={url}>
      {t('people.link_about', { at: exactTime(new Date(expiresAt), locale) })}
    </Secret>
  )
}
