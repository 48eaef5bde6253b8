/** The business profile of a number, as people see it: a form for those who may change it, and how it will look. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Args, Schemas } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { type Edit, type Tagged, tagged, useEdit } from '../../app/tagged.ts'
import { Field } from '../../kit/field.tsx'
import { Form } from '../../kit/form.tsx'
import { LimitedField } from '../../kit/limited-field.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { Phone } from '../../kit/phone.tsx'
import { Select } from '../../kit/select.tsx'
import { TextArea } from '../../kit/text-area.tsx'
import { useWords, type WordKey } from '../../words/words.tsx'
import { PictureDrop } from './picture.tsx'
import type { Bot } from './queries.ts'

type Profile = Schemas['BusinessProfile']
type NewProfile = Args<'replaceProfile'>['body']
type Vertical = NonNullable<NewProfile['vertical']>

/** In characters, as Meta has them. */
const limits = { about: 139, address: 256, description: 512, email: 128 } as const
const verticals = [
  'OTHER',
  'AUTO',
  'BEAUTY',
  'APPAREL',
  'EDU',
  'ENTERTAIN',
  'EVENT_PLAN',
  'FINANCE',
  'GROCERY',
  'GOVT',
  'HOTEL',
  'HEALTH',
  'NONPROFIT',
  'PROF_SERVICES',
  'RETAIL',
  'TRAVEL',
  'RESTAURANT',
  'ALCOHOL',
  'ONLINE_GAMBLING',
  'PHYSICAL_GAMBLING',
  'OTC_DRUGS',
] as const satisfies readonly Vertical[]

/** Asking counts in the hourly quota at Meta: not at each return to the window. */
function profileQuery(botId: string) {
  return queryOptions({
    queryKey: ['profile', botId],
    queryFn: () => tagged((options) => gateway.getProfile({ botId }, options)),
    staleTime: 15 * 60_000,
    refetchOnWindowFocus: false,
  })
}

export function ProfileCard({ bot, mayChange }: { bot: Bot; mayChange: boolean }) {
  const { t } = useWords()
  const found = useQuery(profileQuery(bot.id))
  return (
    <Card title={t('profile.title')}>
      <p className="soft">{t('profile.about_it')}</p>
      <Loaded of={found} lines={8}>
        {(now) => (mayChange ? <Editor bot={bot} now={now} /> : <Look bot={bot} of={now.value} />)}
      </Loaded>
      {mayChange && <PictureDrop botId={bot.id} />}
    </Card>
  )
}

function Editor({ bot, now }: { bot: Bot; now: Tagged<Profile> }) {
  const edit = useEdit(now)
  return <Draft key={edit.version} bot={bot} edit={edit} />
}

function Draft({ bot, edit }: { bot: Bot; edit: Edit<Profile> }) {
  const { t } = useWords()
  const [draft, setDraft] = useState(edit.value)
  const set = (change: Partial<Profile>) => {
    edit.touch()
    setDraft({ ...draft, ...change })
  }
  const save = useChange({
    run: async () => {
      const asked = { botId: bot.id, ifMatch: edit.tag, body: written(draft) }
      edit.saved(await tagged((options) => gateway.replaceProfile(asked, options)))
    },
    touches: [['profile', bot.id]],
    done: 'saved',
    isToldInPlace: true,
  })
  return (
    <div className="beside">
      <Form
        submit={t('profile.save')}
        error={save.error}
        isPending={save.isPending}
        onStartAnew={edit.startAnew}
        onSubmit={() => save.mutate()}
      >
        <Texts draft={draft} onChange={set} />
      </Form>
      <aside className="aside">
        <Look bot={bot} of={draft} />
      </aside>
    </div>
  )
}

type TextsProps = { draft: Profile; onChange: (change: Partial<Profile>) => void }

function Texts({ draft, onChange }: TextsProps) {
  const { t } = useWords()
  const [first = '', second = ''] = draft.websites
  const line = (name: 'about' | 'address' | 'email') => ({
    name,
    label: t(`profile.${name}`),
    limit: limits[name],
    value: draft[name],
    onChange: (text: string) => onChange({ [name]: text }),
  })
  return (
    <>
      <LimitedField {...line('about')} />
      <TextArea
        name="description"
        label={t('profile.description')}
        limit={limits.description}
        value={draft.description}
        onChange={(description) => onChange({ description })}
      />
      <VerticalSelect value={draft.vertical} onChange={(vertical) => onChange({ vertical })} />
      <LimitedField {...line('address')} />
      <LimitedField {...line('email')} />
      <Sites first={first} second={second} onChange={(websites) => onChange({ websites })} />
    </>
  )
}

type SitesProps = { first: string; second: string; onChange: (websites: string[]) => void }

function Sites({ first, second, onChange }: SitesProps) {
  const { t } = useWords()
  const site = { type: 'url', placeholder: 'https://shop.example', autoComplete: 'off' } as const
  return (
    <div className="form-grid">
      <Field
        {...site}
        name="websites.0"
        label={t('profile.website')}
        value={first}
        onChange={(to) => onChange([to, second])}
      />
      <Field
        {...site}
        name="websites.1"
        label={t('profile.website_two')}
        value={second}
        onChange={(to) => onChange([first, to])}
      />
    </div>
  )
}

function VerticalSelect({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useWords()
  return (
    <Select
      name="vertical"
      label={t('profile.vertical')}
      value={value}
      placeholder={t('profile.vertical_none')}
      choices={verticals.map((one) => ({ value: one as string, label: t(`vertical.${one}`) }))}
      onChange={onChange}
    />
  )
}

/** What Meta cannot empty stays away where it is empty. */
function written({ about, vertical, websites, address, description, email }: Profile): NewProfile {
  const known = verticals.find((one) => one === vertical)
  return {
    address,
    description,
    email,
    websites: websites.filter((site) => site !== ''),
    ...(about !== '' && { about }),
    ...(known !== undefined && { vertical: known }),
  }
}

/** As WhatsApp shows it to a person who opens the business's details. The picture is at Meta, whose address is not ours. */
function Look({ bot, of: { about, vertical, description, address, email, websites } }: { bot: Bot; of: Profile }) {
  const { t } = useWords()
  const { displayNumber } = bot.channel
  const lines = [description, address, email, ...websites].filter((line) => line !== '')
  const word: WordKey | undefined = isVertical(vertical) ? `vertical.${vertical}` : undefined
  return (
    <section className="profile-look" aria-label={t('profile.preview')}>
      <span className="profile-initial" aria-hidden="true">
        {[...bot.name][0]}
      </span>
      <p>
        <b>{bot.name}</b>
      </p>
      <p className="soft">{displayNumber && <Phone digits={displayNumber.replaceAll(/\D/g, '')} />}</p>
      {word !== undefined && <p className="soft">{t(word)}</p>}
      {about !== '' && <p className="profile-about">{about}</p>}
      <ul className="plain">
        {lines.map((line, place) => (
          <li key={`${place} ${line}`}>{line}</li>
        ))}
      </ul>
    </section>
  )
}

function isVertical(value: string): value is Vertical {
  return (verticals as readonly string[]).includes(value)
}
