/**
 * The sandbox of this installation: its phones, and what can be made to happen there. It is a site of its own, whose
 * policy and ours both forbid frames, so it opens beside this page.
 */
import { useQuery } from '@tanstack/react-query'
import { type Bot, botsQuery, phoneAddress } from '../../app/bots.ts'
import { CodeBlock } from '../../kit/code-block.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Phone } from '../../kit/phone.tsx'
import { Empty } from '../../kit/states.tsx'
import { useWords } from '../../words/words.tsx'

type OnPhone = { bot: Bot; address: string }

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
          const [first] = phones
          return first === undefined ? <None /> : <Content phones={phones} address={first.address} />
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

function Content({ phones, address }: { phones: readonly OnPhone[]; address: string }) {
  const { t, language } = useWords()
  return (
    <div className="stack narrow">
      <Card title={t('sandbox.phones')}>
        <ul className="plain stack">
          {phones.map((one) => (
            <PhoneLink key={one.bot.id} {...one} />
          ))}
        </ul>
      </Card>
      <Card title={t('sandbox.try')}>
        <p className="soft">{t('sandbox.try_about')}</p>
        {tries.map(({ word, path, method, body }) => (
          <section key={word}>
            <h3>{t(word)}</h3>
            <CodeBlock value={commandOf(address, method, path, body)} />
          </section>
        ))}
        <p>
          <a href={`${address}_sandbox/docs`} target="_blank" rel="noreferrer">
            {t('sandbox.docs')}
          </a>{' '}
          · <a href={`/guide/${language}/testing.html`}>{t('sandbox.guide')}</a>
        </p>
      </Card>
    </div>
  )
}

function PhoneLink({ bot: { id, name, channel }, address }: OnPhone) {
  const { t } = useWords()
  return (
    <li className="row between">
      <span>
        <b>{name}</b> {name !== id && <code>{id}</code>}{' '}
        <Phone digits={channel.displayNumber ?? channel.phoneNumberId} />
      </span>
      <a className="button primary" href={address} target="_blank" rel="noreferrer">
        {t('sandbox.open')}
      </a>
    </li>
  )
}

/** Of the sandbox's control API, which asks for no credentials: it has nothing that is real. */
const tries = [
  {
    word: 'sandbox.writes',
    method: 'POST',
    path: '_sandbox/inbound',
    body: { from: '593987654321', type: 'text', text: 'Hola' },
  },
  {
    word: 'sandbox.fails',
    method: 'POST',
    path: '_sandbox/faults',
    body: { kind: 'failLate', code: 131_026, match: { to: '593987654321' } },
  },
  { word: 'sandbox.review', method: 'PUT', path: '_sandbox/review', body: { mode: 'manual' } },
  { word: 'sandbox.reset', method: 'POST', path: '_sandbox/reset', body: {} },
] as const

function commandOf(address: string, method: string, path: string, body: object): string {
  return [
    `curl -X ${method} ${address}${path} \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '${JSON.stringify(body)}'`,
  ].join('\n')
}
