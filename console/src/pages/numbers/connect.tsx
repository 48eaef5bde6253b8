/**
 * The way of a real number into the gateway, step by step: its credentials, the webhook at Meta, the check, a message.
 * From the second step on the bot is there and stands in the address, so the way can be gone on with later.
 */
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useMayForAll } from '../../app/session.ts'
import { LinkButton } from '../../kit/button.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card, Page } from '../../kit/page.tsx'
import { Forbidden } from '../../kit/states.tsx'
import { useWords } from '../../words/words.tsx'
import { type Created, CreateStep } from './create-step.tsx'
import { Health } from './health.tsx'
import { botQuery } from './queries.ts'
import { TestStep } from './test-step.tsx'
import { WebhookStep } from './webhook-step.tsx'

const route = getRouteApi('/signed-in/numbers/connect')
const steps = ['create', 'webhook', 'check', 'test'] as const
type Step = (typeof steps)[number]

export function ConnectNumber() {
  const { t } = useWords()
  const { bot, step: wanted } = route.useSearch()
  const navigate = route.useNavigate()
  const mayConnect = useMayForAll('bots.write')
  const [created, setCreated] = useState<Created>()
  const step = bot === undefined ? 'create' : (steps.find((one) => one === wanted && one !== 'create') ?? 'webhook')
  const done = (made: Created) => {
    setCreated(made)
    void navigate({ search: { bot: made.botId, step: 'webhook' } })
  }
  return (
    <Page
      title={t('connect.title')}
      lead={
        <>
          <Link to="/numbers">{t('nav.numbers')}</Link> · {t('connect.lead')}
        </>
      }
    >
      {mayConnect ? (
        <div className="guided">
          <Steps bot={bot} at={step} />
          {bot === undefined ? (
            <CreateStep onDone={done} />
          ) : (
            <OfBot bot={bot} step={step} created={created?.botId === bot ? created : undefined} />
          )}
        </div>
      ) : (
        <Forbidden />
      )}
    </Page>
  )
}

function Steps({ bot, at }: { bot: string | undefined; at: Step }) {
  const { t } = useWords()
  const index = steps.indexOf(at)
  return (
    <ol className="plain step-line" aria-label={t('connect.steps')}>
      {steps.map((step, place) => (
        <li
          key={step}
          data-state={place < index ? 'done' : place === index ? 'now' : 'later'}
          aria-current={place === index ? 'step' : undefined}
        >
          {bot === undefined || step === 'create' ? (
            <span>{t(`connect.step_${step}`)}</span>
          ) : (
            <Link to="/numbers/connect" search={{ bot, step }}>
              {t(`connect.step_${step}`)}
            </Link>
          )}
        </li>
      ))}
    </ol>
  )
}

type OfBotProps = { bot: string; step: Step; created: Created | undefined }

function OfBot({ bot, step, created }: OfBotProps) {
  const { t } = useWords()
  const found = useQuery(botQuery(bot))
  return (
    <Loaded of={found}>
      {({ value, tag }) => (
        <>
          {step === 'webhook' && <WebhookStep bot={value} tag={tag} created={created} />}
          {step === 'check' && <CheckStep bot={bot} />}
          {step === 'test' && (
            <>
              <TestStep bot={value} />
              <Card title={t('connect.then')}>
                <p>{t('connect.then_about')}</p>
                <div className="row">
                  <LinkButton to="/numbers/$botId" params={{ botId: bot }}>
                    {t('connect.then_number')}
                  </LinkButton>
                  <LinkButton to="/people/clients">{t('connect.then_client')}</LinkButton>
                </div>
              </Card>
            </>
          )}
        </>
      )}
    </Loaded>
  )
}

function CheckStep({ bot }: { bot: string }) {
  const { t } = useWords()
  return (
    <>
      <p>{t('connect.check_about')}</p>
      <Health botId={bot} />
      <div className="row">
        <LinkButton to="/numbers/connect" search={{ bot, step: 'test' }} kind="primary">
          {t('connect.go_test')}
        </LinkButton>
      </div>
    </>
  )
}
