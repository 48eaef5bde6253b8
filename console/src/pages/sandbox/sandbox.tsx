/**
 * The sandbox of this installation: a phone, and beside it what went over the wire, and what can be made to happen. The
 * phone is a site of its own, in a frame: it draws messages as it does alone.
 */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { botsQuery, phoneAddress, sandboxPerson } from '../../app/bots.ts'
import { Button } from '../../kit/button.tsx'
import { FilterField } from '../../kit/field.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Page } from '../../kit/page.tsx'
import { Select } from '../../kit/select.tsx'
import { Empty } from '../../kit/states.tsx'
import { Tabs } from '../../kit/tabs.tsx'
import { useWords } from '../../words/words.tsx'
import { Acts } from './acts.tsx'
import type { OnPhone } from './control.ts'
import { People } from './people.tsx'
import { Reviews } from './reviews.tsx'
import { Trouble } from './trouble.tsx'
import { Requests, Webhooks } from './wire.tsx'

const route = getRouteApi('/signed-in/sandbox')

export function Sandbox() {
  const { t } = useWords()
  return (
    <Page title={t('nav.sandbox')} lead={t('sandbox.lead')}>
      <Loaded of={useQuery(botsQuery)}>
        {(bots) => {
          const phones = bots.flatMap((bot) => {
            const address = phoneAddress(bot)
            return address === undefined ? [] : [{ bot, address }]
          })
          return phones.length === 0 ? <None /> : <Content phones={phones} />
        }}
      </Loaded>
    </Page>
  )
}

function None() {
  const { t } = useWords()
  return (
    <Empty title={t('sandbox.none')}>
      <p>{t('sandbox.none_do')}</p>
    </Empty>
  )
}

function Content({ phones }: { phones: readonly OnPhone[] }) {
  const { t } = useWords()
  const { bot: wanted, person = '', wamid = '' } = route.useSearch()
  const phone = phones.find(({ bot }) => bot.id === wanted) ?? phones[0]
  if (phone === undefined) return null
  const as = person || sandboxPerson
  const chat = chatOn(phone, as)
  const shown = wamid === '' ? chat : `${chat}&${new URLSearchParams({ message: wamid })}`
  return (
    <>
      <Filters phones={phones} bot={phone.bot.id} person={as} />
      {wamid !== '' && <OneMessage bot={phone.bot.id} person={as} wamid={wamid} />}
      <div className="phone-beside">
        <iframe key={chat} className="phone-frame" title={t('sandbox.phone')} src={shown} />
        <div className="stack top">
          <Control phone={phone} person={as} wamid={wamid} />
          <Ways address={phone.address} chat={shown} />
        </div>
      </div>
    </>
  )
}

type FiltersProps = { phones: readonly OnPhone[]; bot: string; person: string }

function Filters({ phones, bot, person }: FiltersProps) {
  const { t } = useWords()
  const navigate = route.useNavigate()
  const go = (search: { bot: string; person: string }) => void navigate({ search, replace: true })
  return (
    <search className="filters" aria-label={t('filter.label')}>
      <Select
        label={t('bot')}
        value={bot}
        choices={phones.map(({ bot: { id, name } }) => ({ value: id, label: name }))}
        onChange={(id) => go({ bot: id, person })}
      />
      <FilterField
        label={t('filter.person')}
        value={person}
        inputMode="tel"
        onChange={(to) => go({ bot, person: to.replaceAll(/\D/g, '') })}
      />
    </search>
  )
}

function OneMessage({ bot, person, wamid }: { bot: string; person: string; wamid: string }) {
  const { t } = useWords()
  const navigate = route.useNavigate()
  return (
    <p className="row">
      {t('sandbox.one_message')} <code className="clip">{wamid}</code>
      <Button kind="quiet" onPress={() => void navigate({ search: { bot, person }, replace: true })}>
        {t('sandbox.all_wire')}
      </Button>
    </p>
  )
}

function Control({ phone, person, wamid }: { phone: OnPhone; person: string; wamid: string }) {
  const { t } = useWords()
  const { address } = phone
  const views = [
    { id: 'acts', label: t('sandbox.acts'), content: <Acts phone={phone} person={person} /> },
    { id: 'webhooks', label: t('sandbox.webhooks'), content: <Webhooks address={address} wamid={wamid} /> },
    { id: 'requests', label: t('sandbox.requests'), content: <Requests address={address} wamid={wamid} /> },
    { id: 'people', label: t('sandbox.people'), content: <People address={address} /> },
    { id: 'reviews', label: t('sandbox.reviews'), content: <Reviews address={address} /> },
    { id: 'trouble', label: t('sandbox.trouble'), content: <Trouble address={address} person={person} /> },
  ]
  return <Tabs label={t('sandbox.control')} views={views} />
}

function Ways({ address, chat }: { address: string; chat: string }) {
  const { t, language } = useWords()
  return (
    <p className="soft">
      <a href={chat} target="_blank" rel="noreferrer">
        {t('sandbox.open')}
      </a>{' '}
      ·{' '}
      <a href={`${address}_sandbox/docs`} target="_blank" rel="noreferrer">
        {t('sandbox.docs')}
      </a>{' '}
      · <a href={`/guide/${language}/testing.html`}>{t('sandbox.guide')}</a>
    </p>
  )
}

/** A person's chat with the bot's number, as the phone's address has it. */
function chatOn({ bot: { channel }, address }: OnPhone, person: string): string {
  return `${address}#${new URLSearchParams({ as: person, chat: `${channel.phoneNumberId}.${person}` })}`
}
