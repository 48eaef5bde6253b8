/** The people of the sandbox: who is there, whether they read what they get, and somebody new. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../kit/button.tsx'
import { Checkbox } from '../../kit/checkbox.tsx'
import { Field } from '../../kit/field.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { Phone } from '../../kit/phone.tsx'
import { useWords } from '../../words/words.tsx'
import { useAct } from './act.ts'
import { controlQuery, type Person } from './control.ts'

export function People({ address }: { address: string }) {
  const { t } = useWords()
  const found = useQuery(controlQuery<Person[]>(address, '/people'))
  const act = useAct(address)
  return (
    <>
      <Card title={t('sandbox.people')}>
        <Loaded of={found}>
          {(people) => (
            <ul className="plain stack">
              {people.map(({ key, name, hasRead = true }) => (
                <li key={key} className="row between">
                  <span>
                    <b>{name}</b> <Phone digits={key} />
                  </span>
                  <Checkbox
                    label={t('sandbox.reads')}
                    isSelected={hasRead}
                    onChange={(isOn) => act.mutate({ method: 'PUT', path: `/people/${key}`, body: { hasRead: isOn } })}
                  />
                </li>
              ))}
            </ul>
          )}
        </Loaded>
      </Card>
      <NewPerson address={address} />
    </>
  )
}

function NewPerson({ address }: { address: string }) {
  const { t } = useWords()
  const [digits, setDigits] = useState('')
  const [name, setName] = useState('')
  const act = useAct(address)
  const waId = digits.replaceAll(/\D/g, '')
  return (
    <Card title={t('sandbox.new_person')}>
      <div className="form-grid">
        <Field label={t('sandbox.number')} inputMode="tel" value={digits} onChange={setDigits} />
        <Field label={t('column.name')} value={name} onChange={setName} />
      </div>
      <div className="row">
        <Button
          isDisabled={waId === '' || name === ''}
          isPending={act.isPending}
          onPress={() => act.mutate({ method: 'PUT', path: `/people/${waId}`, body: { name } })}
        >
          {t('sandbox.add')}
        </Button>
      </div>
    </Card>
  )
}
