/** What Meta must be told: where to post, the token of its question, the fields, and the app's subscription. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Button, LinkButton } from '../../kit/button.tsx'
import { CodeBlock } from '../../kit/code-block.tsx'
import { Card } from '../../kit/page.tsx'
import { CopyField, Secret } from '../../kit/secret.tsx'
import { Skeleton } from '../../kit/states.tsx'
import { useWords } from '../../words/words.tsx'
import { diagnosticsQuery } from '../settings/queries.ts'
import { type Created, newVerifyToken } from './create-step.tsx'
import type { Bot } from './queries.ts'

/** Those of which the gateway makes something; the check names what is missing. */
const fields = [
  'messages',
  'message_template_status_update',
  'message_template_quality_update',
  'template_category_update',
  'account_update',
  'account_alerts',
  'account_review_update',
  'business_capability_update',
  'phone_number_quality_update',
  'phone_number_name_update',
  'user_preferences',
]

type Props = { bot: Bot; tag: string; created: Created | undefined }

export function WebhookStep({ bot, tag, created }: Props) {
  const { t } = useWords()
  return (
    <>
      {created && (
        <Card title={t('connect.made', { name: bot.name })}>
          <Secret label={t('connect.webhook_secret')} value={created.webhookSecret}>
            {t('connect.webhook_secret_about')}
          </Secret>
        </Card>
      )}
      <AtMeta bot={bot} tag={tag} created={created} />
      <div className="row">
        <LinkButton to="/numbers/connect" search={{ bot: bot.id, step: 'check' }} kind="primary">
          {t('connect.go_check')}
        </LinkButton>
      </div>
    </>
  )
}

function AtMeta({ bot, tag, created }: Props) {
  const { t } = useWords()
  const app = bot.channel.appId ?? ''
  return (
    <Card title={t('connect.webhook')}>
      <ol className="steps">
        <li>
          {t('connect.webhook_open')}{' '}
          <a href={`https://developers.facebook.com/apps/${app}`} target="_blank" rel="noreferrer">
            developers.facebook.com
          </a>
          <Callback />
          <VerifyToken bot={bot} tag={tag} known={created?.verifyToken} />
        </li>
        <li>
          {t('connect.webhook_fields')}
          <CopyField label={t('connect.fields')} value={fields.join(', ')} />
        </li>
        <li>
          {t('connect.webhook_subscribe')}
          <CodeBlock value={subscription(bot)} />
        </li>
        <li>{t('connect.webhook_live')}</li>
      </ol>
    </Card>
  )
}

/** Below the address that the world has for the gateway, which need not be that of this page. */
function Callback() {
  const { t } = useWords()
  const diagnostics = useQuery(diagnosticsQuery)
  if (diagnostics.isPending) return <Skeleton lines={2} />
  const found = diagnostics.data?.checks.find(({ name }) => name === 'public_address')?.data.url
  const base = typeof found === 'string' ? found : location.origin
  const warning = typeof found !== 'string' ? 'connect.no_public' : 'connect.needs_https'
  return (
    <CopyField label={t('connect.callback')} value={`${base}/meta/webhook`}>
      {base.startsWith('https:') && typeof found === 'string' ? undefined : t(warning)}
    </CopyField>
  )
}

/** It is stored sealed, so a page that was left knows it no more: then another takes its place. */
function VerifyToken({ bot, tag, known }: { bot: Bot; tag: string; known: string | undefined }) {
  const { t } = useWords()
  const [token, setToken] = useState(known)
  const renew = useChange({
    run: async () => {
      const verifyToken = newVerifyToken()
      await gateway.updateBot({ botId: bot.id, ifMatch: tag, body: { channel: { verifyToken } } })
      setToken(verifyToken)
    },
    touches: [['bot', bot.id]],
  })
  if (token !== undefined) return <CopyField label={t('number.verify_token')} value={token} />
  return (
    <div className="copy-field">
      <span className="label">{t('number.verify_token')}</span>
      <p>{t('connect.verify_lost')}</p>
      <div className="row">
        <Button isPending={renew.isPending} onPress={() => renew.mutate()}>
          {t('connect.verify_new')}
        </Button>
      </div>
    </div>
  )
}

function subscription({ channel: { graphUrl, graphVersion, wabaId } }: Bot): string {
  return `curl -X POST "${graphUrl}/${graphVersion}/${wabaId}/subscribed_apps" \\\n  -H "Authorization: Bearer $ACCESS_TOKEN"`
}
