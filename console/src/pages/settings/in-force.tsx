/** Every setting with its value and where that comes from; what somebody has set stands first. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Schemas } from '../../../../sdk/client.ts'
import { Badge } from '../../kit/badge.tsx'
import { Field } from '../../kit/field.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { useWords } from '../../words/words.tsx'
import { settingsQuery } from './queries.ts'

type Setting = Schemas['Setting']

export function InForce() {
  const { t } = useWords()
  const [wanted, setWanted] = useState('')
  const settings = useQuery(settingsQuery)
  return (
    <Card title={t('settings.in_force')}>
      <p className="soft">{t('settings.in_force_about')}</p>
      <div className="filters">
        <Field label={t('settings.find')} value={wanted} onChange={setWanted} />
      </div>
      <Loaded of={settings} lines={10}>
        {({ results }) => <Table settings={sorted(results, wanted)} />}
      </Loaded>
    </Card>
  )
}

function sorted(settings: readonly Setting[], wanted: string): Setting[] {
  const name = wanted
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_')
  const found = settings.filter((one) => one.name.includes(name))
  return found.toSorted((one, other) => Number(one.source === 'default') - Number(other.source === 'default'))
}

function Table({ settings }: { settings: readonly Setting[] }) {
  const { t } = useWords()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className="table-box" tabIndex={0} aria-label={t('settings.in_force')}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('settings.name')}</th>
            <th scope="col">{t('settings.value')}</th>
            <th scope="col">{t('settings.source')}</th>
          </tr>
        </thead>
        <tbody>
          {settings.map((one) => (
            <tr key={one.name}>
              <td>
                <code>{one.name}</code>
              </td>
              <td>
                <Value setting={one} />
              </td>
              <td>
                <Badge tone={one.source === 'default' ? 'calm' : 'busy'} text={t(`settings.source_${one.source}`)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Value({ setting: { value, isSecret, isSet } }: { setting: Setting }) {
  const { t } = useWords()
  if (!isSet) return <span className="soft">{t('settings.unset')}</span>
  return isSecret ? <span>{t('settings.set')}</span> : <code>{value}</code>
}
