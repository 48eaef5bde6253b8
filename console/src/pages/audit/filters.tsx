/** By whom, what, about what, and when: each stands in the address. */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { BetweenFields } from '../../app/between.tsx'
import { BotSelect } from '../../app/bot-select.tsx'
import { Button } from '../../kit/button.tsx'
import { FilterField } from '../../kit/field.tsx'
import { Select } from '../../kit/select.tsx'
import { useWords } from '../../words/words.tsx'
import { actorsQuery, type Filter, operationNames } from './queries.ts'

const route = getRouteApi('/signed-in/audit')

type Change = (name: keyof Filter) => (value: string | undefined) => void

export function Filters() {
  const { t } = useWords()
  const filter = route.useSearch()
  const navigate = route.useNavigate()
  const change: Change = (name) => (value) =>
    void navigate({ search: (now) => ({ ...now, [name]: value || undefined }), replace: true })
  return (
    <search className="filters" aria-label={t('filter.label')}>
      <Selects filter={filter} change={change} />
      <BetweenFields
        value={filter}
        onChange={(to) => void navigate({ search: (now) => ({ ...now, ...to }), replace: true })}
      />
      <Names filter={filter} change={change} />
      {Object.values(filter).some((value) => value !== undefined) && (
        <div className="filter-end">
          <Button kind="quiet" onPress={() => void navigate({ search: {}, replace: true })}>
            {t('filter.clear')}
          </Button>
        </div>
      )}
    </search>
  )
}

function Selects({ filter, change }: { filter: Filter; change: Change }) {
  const { t } = useWords()
  return (
    <>
      <ActorSelect value={filter.actor} onChange={change('actor')} />
      <BotSelect value={filter.bot} isAllOffered onChange={change('bot')} />
      <Select
        label={t('audit.outcome')}
        value={filter.outcome ?? ''}
        choices={[
          { value: '', label: t('filter.any') },
          { value: 'done', label: t('audit.done') },
          { value: 'refused', label: t('audit.refused') },
        ]}
        onChange={change('outcome')}
      />
    </>
  )
}

function Names({ filter, change }: { filter: Filter; change: Change }) {
  const { t } = useWords()
  return (
    <>
      <FilterField
        label={t('audit.operation')}
        placeholder="PATCH /manage/v1/bots/{botId}"
        suggestions={operationNames}
        value={filter.operation ?? ''}
        onChange={change('operation')}
      />
      <FilterField label={t('audit.about')} value={filter.about ?? ''} onChange={change('about')} />
      <FilterField
        label={t('audit.person')}
        placeholder="+593 98 765 4321"
        inputMode="tel"
        value={filter.person ?? ''}
        onChange={change('person')}
      />
      <FilterField label={t('audit.address')} value={filter.address ?? ''} onChange={change('address')} />
    </>
  )
}

type ActorProps = { value: string | undefined; onChange: (value: string) => void }

/** Somebody who is gone, or stands only in the address, is offered by the id. */
function ActorSelect({ value, onChange }: ActorProps) {
  const { t } = useWords()
  const actors = useQuery(actorsQuery).data ?? []
  const known = actors.map(({ id, name, kind }) => ({
    value: id,
    label: kind === 'user' ? name : `${name} (${t(`actor.${kind}`)})`,
  }))
  const gone = value !== undefined && !known.some((one) => one.value === value) ? [{ value, label: value }] : []
  return (
    <Select
      label={t('audit.who')}
      value={value ?? ''}
      choices={[{ value: '', label: t('audit.anybody') }, ...known, ...gone]}
      onChange={onChange}
    />
  )
}
