/** Roles with their bots: as they are shown, and as they are given. */
import { useQuery } from '@tanstack/react-query'
import { botsQuery } from '../../app/bots.ts'
import { useMayForAll } from '../../app/session.ts'
import { Button } from '../../kit/button.tsx'
import { Checkboxes } from '../../kit/checkbox.tsx'
import { Select } from '../../kit/select.tsx'
import { useWords, type Words } from '../../words/words.tsx'
import type { Grant } from './queries.ts'

const roles = ['viewer', 'agent', 'marketing', 'operator', 'admin'] as const
/** Of programs alone. */
const keyRoles = ['memory_reader', 'memory_writer'] as const

/** In one line: `Agent (shop, support), Viewer (all bots)`. */
export function grantsText(grants: readonly Grant[], { t, locale }: Pick<Words, 't' | 'locale'>): string {
  if (grants.length === 0) return t('grant.none')
  const list = new Intl.ListFormat(locale, { style: 'narrow', type: 'conjunction' })
  return list.format(grants.map(({ role, bots }) => `${t(`role.${role}`)} (${scopeText(bots, t)})`))
}

export function scopeText(bots: 'all' | readonly string[], t: Words['t']): string {
  if (bots === 'all') return t('grant.all')
  return bots.length === 0 ? t('grant.no_bot') : bots.join(', ')
}

export const firstGrant: Grant = { role: 'viewer', bots: 'all' }

type Props = { value: readonly Grant[]; onChange: (grants: Grant[]) => void; isOfKey?: boolean }

export function GrantsField({ value, onChange, isOfKey = false }: Props) {
  const { t } = useWords()
  const change = (index: number, grant: Grant) => onChange(value.map((one, place) => (place === index ? grant : one)))
  return (
    <fieldset className="grants">
      <legend className="label">{t('grant.label')}</legend>
      {value.map((grant, index) => (
        // A grant has no id, and two may be equal.
        <div key={index} className="grant">
          <GrantField grant={grant} isOfKey={isOfKey} onChange={(changed) => change(index, changed)} />
          <Button kind="quiet" onPress={() => onChange(value.filter((_, place) => place !== index))}>
            {t('grant.remove')}
          </Button>
        </div>
      ))}
      <div className="row">
        <Button onPress={() => onChange([...value, firstGrant])}>{t('grant.add')}</Button>
      </div>
    </fieldset>
  )
}

type GrantProps = { grant: Grant; isOfKey: boolean; onChange: (grant: Grant) => void }

function GrantField({ grant: { role, bots }, isOfKey, onChange }: GrantProps) {
  const { t } = useWords()
  // Only admins make admins; the gateway says so too.
  const mayAdmin = useMayForAll('users.write')
  const offered = [...roles, ...(isOfKey ? keyRoles : [])].filter(
    (one) => one !== 'admin' || mayAdmin || role === 'admin',
  )
  return (
    <>
      <Select
        label={t('grant.role')}
        hint={t(`role.${role}_may`)}
        value={role}
        choices={offered.map((value) => ({ value, label: t(`role.${value}`) }))}
        onChange={(to) => onChange({ role: to, bots })}
      />
      <ScopeField bots={bots} onChange={(to) => onChange({ role, bots: to })} />
    </>
  )
}

type Scope = 'all' | string[]

export function ScopeField({ bots, onChange }: { bots: Scope; onChange: (bots: Scope) => void }) {
  const { t } = useWords()
  const known = useQuery(botsQuery).data ?? []
  // What is not known here any more stays chosen until somebody takes it away.
  const gone = bots === 'all' ? [] : bots.filter((id) => !known.some((bot) => bot.id === id))
  const choices = [
    ...known.map(({ id, name }) => ({ value: id, label: name })),
    ...gone.map((id) => ({ value: id, label: id })),
  ]
  return (
    <div className="scope">
      <Select
        label={t('grant.for')}
        value={bots === 'all' ? 'all' : 'some'}
        choices={[
          { value: 'all', label: t('filter.all_bots') },
          { value: 'some', label: t('grant.some') },
        ]}
        onChange={(to) => onChange(to === 'all' ? 'all' : known.slice(0, 1).map(({ id }) => id))}
      />
      {bots !== 'all' && <Checkboxes label={t('grant.bots')} value={bots} choices={choices} onChange={onChange} />}
    </div>
  )
}
