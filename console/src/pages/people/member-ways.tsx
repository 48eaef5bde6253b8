/** Letting a person in again, and keeping them out. */
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Button } from '../../kit/button.tsx'
import { ConfirmDialog, TypedDialog } from '../../kit/dialog.tsx'
import { Card } from '../../kit/page.tsx'
import { useWords } from '../../words/words.tsx'
import { OneTimeLink } from './one-time-link.tsx'
import { type Member, touchedByMember } from './queries.ts'

type Props = { member: Member; tag: string; isOneself: boolean }

export function MemberWays(props: Props) {
  const { t } = useWords()
  const { member, isOneself } = props
  return (
    <Card title={t('people.ways')}>
      <ul className="plain entries">
        <NewLink member={member} />
        {member.secondFactor && !isOneself && <RemoveTotp member={member} />}
        {!isOneself && <SwitchOff {...props} />}
        {!isOneself && <Delete {...props} />}
      </ul>
    </Card>
  )
}

function NewLink({ member }: { member: Member }) {
  const { t } = useWords()
  const make = useChange({
    run: () => gateway.createMemberLink({ memberId: member.userId, body: {} }),
    touches: [],
  })
  return (
    <li className="with-more">
      <p className="soft">{t('people.new_link_about')}</p>
      <Button isPending={make.isPending} onPress={() => make.mutate()}>
        {t('people.new_link')}
      </Button>
      {make.data && <OneTimeLink link={make.data} />}
    </li>
  )
}

function RemoveTotp({ member }: { member: Member }) {
  const { t } = useWords()
  const [isAsking, setAsking] = useState(false)
  const remove = useChange({
    run: () => gateway.deleteMemberTotp({ memberId: member.userId }),
    touches: touchedByMember(member.userId),
    done: 'people.totp_removed',
  })
  return (
    <li>
      <p className="soft">{t('people.totp_about')}</p>
      <Button isPending={remove.isPending} onPress={() => setAsking(true)}>
        {t('people.totp_remove')}
      </Button>
      <ConfirmDialog
        title={t('people.totp_ask', { name: member.name })}
        text={t('people.totp_about')}
        action={t('people.totp_remove')}
        isOpen={isAsking}
        onConfirm={() => remove.confirm()}
        onClose={() => setAsking(false)}
      />
    </li>
  )
}

function SwitchOff({ member: { userId, name, disabled }, tag }: Props) {
  const { t } = useWords()
  const [isAsking, setAsking] = useState(false)
  const change = useChange({
    run: (to: boolean) => gateway.updateMember({ memberId: userId, ifMatch: tag, body: { disabled: to } }),
    touches: [...touchedByMember(userId), ['member-sessions', userId]],
    done: 'saved',
  })
  return (
    <li>
      <p className="soft">{t(disabled ? 'people.on_about' : 'people.off_about')}</p>
      <Button isPending={change.isPending} onPress={() => (disabled ? change.mutate(false) : setAsking(true))}>
        {t(disabled ? 'people.switch_on' : 'people.switch_off')}
      </Button>
      <ConfirmDialog
        title={t('people.off_ask', { name })}
        text={t('people.off_about')}
        action={t('people.switch_off')}
        isOpen={isAsking}
        onConfirm={() => change.confirm(true)}
        onClose={() => setAsking(false)}
      />
    </li>
  )
}

function Delete({ member: { userId, name, email }, tag }: Props) {
  const { t } = useWords()
  const navigate = useNavigate()
  const [isAsking, setAsking] = useState(false)
  const remove = useChange({
    run: async () => {
      await gateway.deleteMember({ memberId: userId, ifMatch: tag })
      await navigate({ to: '/people' })
    },
    touches: [['members']],
    done: 'people.deleted',
  })
  return (
    <li>
      <p className="soft">{t('people.delete_about')}</p>
      <Button kind="danger" isPending={remove.isPending} onPress={() => setAsking(true)}>
        {t('people.delete')}
      </Button>
      <TypedDialog
        title={t('people.delete_ask', { name })}
        text={t('people.delete_about')}
        action={t('people.delete')}
        typed={email}
        isOpen={isAsking}
        onConfirm={() => remove.confirm()}
        onClose={() => setAsking(false)}
      />
    </li>
  )
}
