/** By what a bot reaches Meta. Secrets are never shown, and replaced one by one: an empty field leaves what is there. */
import { useState } from 'react'
import type { Schemas } from '../../../../sdk/client.ts'
import { gateway } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { Badge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { type Fact, Facts } from '../../kit/facts.tsx'
import { Field } from '../../kit/field.tsx'
import { Form, type Values } from '../../kit/form.tsx'
import { Card } from '../../kit/page.tsx'
import { useWords } from '../../words/words.tsx'
import { type Bot, touchedBy } from './queries.ts'

type Change = Schemas['ChannelChange']

export function Channel({ bot, tag }: { bot: Bot; tag: string }) {
  const { t } = useWords()
  const [isOpen, setOpen] = useState(false)
  const change = (
    <Button kind="quiet" onPress={() => setOpen(true)}>
      {t('change')}
    </Button>
  )
  return (
    <Card title={t('number.channel')} actions={change}>
      <Facts facts={useFacts(bot)} />
      <Dialog title={t('number.channel_change')} isOpen={isOpen} onClose={() => setOpen(false)}>
        <ChannelForm bot={bot} tag={tag} onDone={() => setOpen(false)} />
      </Dialog>
    </Card>
  )
}

function useFacts({ channel }: Bot): Fact[] {
  const { t } = useWords()
  const there = (isThere: boolean) => (
    <Badge tone={isThere ? 'good' : 'warn'} text={t(isThere ? 'number.there' : 'number.not_there')} />
  )
  return [
    [t('number.phone_number_id'), <code key="number">{channel.phoneNumberId}</code>],
    [t('number.waba_id'), <code key="account">{channel.wabaId}</code>],
    [t('number.app_id'), channel.appId && <code>{channel.appId}</code>],
    [t('number.graph'), <code key="graph">{`${channel.graphUrl}/${channel.graphVersion}`}</code>],
    [t('number.access_token'), there(channel.hasAccessToken)],
    [t('number.app_secret'), there(channel.hasAppSecret)],
    [t('number.verify_token'), there(channel.hasVerifyToken)],
  ]
}

function ChannelForm({ bot, tag, onDone }: { bot: Bot; tag: string; onDone: () => void }) {
  const { t } = useWords()
  const { channel } = bot
  const save = useChange({
    run: async (change: Change) => {
      await gateway.updateBot({ botId: bot.id, ifMatch: tag, body: { channel: change } })
      onDone()
    },
    touches: touchedBy(bot.id),
    done: 'saved',
    isToldInPlace: true,
  })
  return (
    <Form
      submit={t('save')}
      error={save.error}
      isPending={save.isPending}
      onSubmit={(values) => save.mutate(channelOf(values))}
    >
      <Field
        name="channel.phoneNumberId"
        label={t('number.phone_number_id')}
        inputMode="numeric"
        defaultValue={channel.phoneNumberId}
        isRequired
      />
      <Field
        name="channel.wabaId"
        label={t('number.waba_id')}
        inputMode="numeric"
        defaultValue={channel.wabaId}
        isRequired
      />
      <Field name="channel.appId" label={t('number.app_id')} inputMode="numeric" defaultValue={channel.appId ?? ''} />
      <p className="soft">{t('number.secrets_about')}</p>
      <Field name="channel.accessToken" label={t('number.access_token')} type="password" autoComplete="off" />
      <Field name="channel.appSecret" label={t('number.app_secret')} type="password" autoComplete="off" />
      <Field name="channel.verifyToken" label={t('number.verify_token')} autoComplete="off" />
    </Form>
  )
}

/** Of the fields of a form, those that say something: names as the gateway names them, so that it can refuse them. */
export function channelOf(values: Values): Change {
  const given = Object.entries(values).flatMap(([name, value]) => {
    const field = name.startsWith('channel.') ? name.slice('channel.'.length) : ''
    return field === '' || value.trim() === '' ? [] : [[field, value.trim()]]
  })
  return Object.fromEntries(given)
}
