/** A new chat on a person's phone: the ice breakers that they tap, and the commands that come when they write "/". */
import { useWords } from '../../../words/words.tsx'
import type { Components } from './queries.ts'
import '../../../../../drawing/theme.css'

export function ChatStartLook({ name, of: { prompts, commands } }: { name: string; of: Components }) {
  const { t } = useWords()
  const written = prompts.filter((text) => text.trim() !== '')
  const named = commands.filter((one) => one.name !== '')
  return (
    <figure className="whatsapp start-phone" aria-label={t('start.look')}>
      <div className="start-bar">
        <span className="start-initial" aria-hidden="true">
          {[...name][0]}
        </span>
        <b>{name}</b>
      </div>
      <div className="start-chat">
        {written.length === 0 && named.length === 0 && <p className="start-nothing">{t('start.nothing')}</p>}
        {written.length > 0 && (
          <ul className="plain start-prompts">
            {written.map((text, at) => (
              <li key={`${at} ${text}`}>{text}</li>
            ))}
          </ul>
        )}
      </div>
      {named.length > 0 && (
        <ul className="plain start-commands">
          {named.map(({ name: command, description }, at) => (
            <li key={`${at} ${command}`}>
              <b>{`/${command}`}</b> <span>{description}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="start-field" aria-hidden="true">
        {named.length > 0 ? '/' : ''}
      </div>
    </figure>
  )
}
