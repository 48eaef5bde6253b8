/** One row of the trail: the facts, and what was before and after, value by value. */
import { Link } from '@tanstack/react-router'
import { Button } from '../../kit/button.tsx'
import { CodeBlock } from '../../kit/code-block.tsx'
import { type Fact, Facts } from '../../kit/facts.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import type { Row } from './deed.ts'
import { differenceOf } from './difference.ts'
import { actorText, OutcomeBadge } from './shown.tsx'

export function RowDetails({ row, onClose }: { row: Row; onClose: () => void }) {
  const { t } = useWords()
  const { actor, about, details } = row
  return (
    <>
      <Facts facts={useFacts(row)} />
      <Changes row={row} />
      {details !== undefined && <CodeBlock value={details} />}
      <div className="row end">
        {actor.id !== undefined && (
          <Link to="/audit" search={{ actor: actor.id }} onClick={onClose}>
            {t('audit.same_actor')}
          </Link>
        )}
        {about?.id !== undefined && (
          <Link to="/audit" search={{ about: about.id }} onClick={onClose}>
            {t('audit.same_thing')}
          </Link>
        )}
        <Button onPress={onClose}>{t('close')}</Button>
      </div>
    </>
  )
}

function useFacts(row: Row): Fact[] {
  const { t } = useWords()
  const { at, address, operation, about } = row
  return [
    [t('audit.who'), actorText(row, t)],
    [t('column.time'), <Time key="at" at={at} isExact />],
    [t('audit.outcome'), <OutcomeBadge key="outcome" row={row} />],
    [t('audit.operation'), <code key="operation">{operation}</code>],
    [t('audit.about'), about?.id && <code>{about.id}</code>],
    [t('bot'), about?.botId],
    [
      t('audit.address'),
      address && (
        <Link key="address" to="/audit" search={{ address }}>
          {address}
        </Link>
      ),
    ],
  ]
}

function Changes({ row: { before, after } }: { row: Row }) {
  const { t } = useWords()
  const changes = differenceOf(before, after)
  if (before === undefined && after === undefined) return null
  if (changes.length === 0) return <p className="soft">{t('audit.no_change')}</p>
  return (
    // A table that scrolls must be reached by the keyboard.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className="difference" tabIndex={0} aria-label={t('audit.changes')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('audit.field')}</th>
            <th scope="col">{t('audit.before')}</th>
            <th scope="col">{t('audit.after')}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((one) => (
            <tr key={one.path}>
              <th scope="row">
                <code>{one.path}</code>
              </th>
              <td>{one.before !== undefined && <del>{one.before}</del>}</td>
              <td>{one.after !== undefined && <ins>{one.after}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
