/** The filters of the list of messages, which stand in the address; those that are rarer are folded away. */
import { getRouteApi } from '@tanstack/react-router'
import { BetweenFields } from '../../app/between.tsx'
import { BotSelect } from '../../app/bot-select.tsx'
import { Field } from '../../kit/field.tsx'
import { Select } from '../../kit/select.tsx'
import { useWords } from '../../words/words.tsx'
import type { Filter } from './source.ts'

const route = getRouteApi('/signed-in/messages')

const states = ['scheduled', 'queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'expired', 'canceled'] as const
const rarer = ['code', 'kind', 'template', 'campaign', 'id'] as const satisfies readonly (keyof Filter)[]

export function Filters() {
  const { t } = useWords()
  const search = route.useSearch()
  const change = useChange()
  const navigate = route.useNavigate()
  return (
    <search aria-label={t('filter.label')}>
      <div className="filters">
        <BotSelect value={search.bot} isAllOffered onChange={change('bot')} />
        <Field
          label={t('filter.person')}
          placeholder="+593 98 765 4321"
          inputMode="tel"
          value={search.person ?? ''}
          onChange={change('person')}
        />
        <Choices search={search} />
        <BetweenFields
          value={search}
          onChange={(to) => void navigate({ search: (now) => ({ ...now, ...to }), replace: true })}
        />
      </div>
      <details className="more" open={rarer.some((name) => search[name] !== undefined)}>
        <summary>{t('filter.more')}</summary>
        <Rarer search={search} />
      </details>
    </search>
  )
}

function Choices({ search }: { search: Filter }) {
  const { t } = useWords()
  const change = useChange()
  const any = { value: '', label: t('filter.any') }
  const ways = (['out', 'in'] as const).map((value) => ({ value: value as string, label: t(`way.${value}`) }))
  const stateChoices = states.map((value) => ({ value: value as string, label: t(`state.${value}`) }))
  return (
    <>
      <Select
        label={t('filter.direction')}
        value={search.direction ?? ''}
        choices={[any, ...ways]}
        onChange={change('direction')}
      />
      <Select
        label={t('column.state')}
        value={search.state ?? ''}
        choices={[any, ...stateChoices]}
        onChange={change('state')}
      />
    </>
  )
}

function Rarer({ search }: { search: Filter }) {
  const { t } = useWords()
  const change = useChange()
  const kinds = (['session', 'notification'] as const).map((value) => ({
    value: value as string,
    label: t(`kind.${value}`),
  }))
  return (
    <div className="filters">
      <Field label={t('filter.code')} placeholder="131026" value={search.code ?? ''} onChange={change('code')} />
      <Select
        label={t('column.kind')}
        value={search.kind ?? ''}
        choices={[{ value: '', label: t('filter.any') }, ...kinds]}
        onChange={change('kind')}
      />
      <Field label={t('template')} value={search.template ?? ''} onChange={change('template')} />
      <Field label={t('campaign')} placeholder="cmp_…" value={search.campaign ?? ''} onChange={change('campaign')} />
      <Field label={t('filter.id')} placeholder="msg_…" value={search.id ?? ''} onChange={change('id')} />
    </div>
  )
}

function useChange() {
  const navigate = route.useNavigate()
  return (name: keyof Filter) => (value: string | undefined) =>
    void navigate({ search: (now) => ({ ...now, [name]: value || undefined }), replace: true })
}
