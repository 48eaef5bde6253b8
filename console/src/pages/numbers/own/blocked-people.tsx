/** Whom the number blocks at Meta: they cannot write to it, and nothing reaches them. */
import { useInfiniteQuery } from '@tanstack/react-query'
import type { Schemas } from '../../../../../sdk/client.ts'
import { gateway } from '../../../app/gateway.ts'
import { useChange } from '../../../app/mutations.ts'
import { Button } from '../../../kit/button.tsx'
import { MoreButton } from '../../../kit/more.tsx'
import { Card } from '../../../kit/page.tsx'
import { Phone } from '../../../kit/phone.tsx'
import { Empty, Failure, Skeleton } from '../../../kit/states.tsx'
import { useWords } from '../../../words/words.tsx'
import { PersonForm } from './person-form.tsx'
import { blockedQuery, keyOf } from './queries.ts'

type Of = { botId: string; mayChange: boolean }
type Person = Schemas['BlockedPeople']['results'][number]

export function BlockedPeople({ botId, mayChange }: Of) {
  const { t } = useWords()
  const block = useChange({
    run: (userId: string) => gateway.blockUser({ botId, userId }),
    touches: [keyOf(botId, 'blocked')],
    done: 'blocked.done',
  })
  return (
    <Card title={t('blocked.title')}>
      <p className="soft">{t('blocked.about')}</p>
      {mayChange && (
        <PersonForm
          id="block"
          action={t('blocked.block')}
          title={(person) => t('blocked.ask', { person })}
          text={t('blocked.ask_about')}
          onConfirm={block.confirm}
        />
      )}
      <List botId={botId} mayChange={mayChange} />
    </Card>
  )
}

function List({ botId, mayChange }: Of) {
  const { t } = useWords()
  const found = useInfiniteQuery(blockedQuery(botId))
  if (found.error && !found.data) return <Failure error={found.error} onRetry={() => void found.refetch()} />
  if (!found.data) return <Skeleton lines={3} />
  const people = found.data.pages.flatMap(({ results }) => results)
  if (people.length === 0) return <Empty title={t('blocked.none')} />
  return (
    <>
      <ul className="plain entries">
        {people.map((person) => (
          <BlockedPerson key={nameOf(person)} person={person} botId={botId} mayChange={mayChange} />
        ))}
      </ul>
      <MoreButton of={found}>{t('own.more')}</MoreButton>
    </>
  )
}

const nameOf = ({ phone, scopedId }: Person) => phone?.replaceAll(/\D/g, '') ?? scopedId ?? ''

function BlockedPerson({ person, botId, mayChange }: Of & { person: Person }) {
  const { t } = useWords()
  const name = nameOf(person)
  const unblock = useChange({
    run: () => gateway.unblockUser({ botId, userId: name }),
    touches: [keyOf(botId, 'blocked')],
    done: 'blocked.undone',
  })
  return (
    <li>
      <p>
        <Phone digits={name} />
      </p>
      {mayChange && (
        <Button
          aria-label={`${t('blocked.unblock')} ${name}`}
          isPending={unblock.isPending}
          onPress={() => unblock.mutate()}
        >
          {t('blocked.unblock')}
        </Button>
      )}
    </li>
  )
}
