/** What went over the wire, newest first: requests to the Graph API, and webhooks, each of which can be posted again. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Badge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { CodeBlock } from '../../kit/code-block.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { PreciseTime } from '../../kit/time.tsx'
import { useWords } from '../../words/words.tsx'
import { useAct } from './act.ts'
import { controlQuery, type WireRequest, type WireWebhook } from './control.ts'

type Props = { address: string; wamid: string }

const shown = 50

export function Requests({ address, wamid }: Props) {
  const { t } = useWords()
  // What concerns one message is found by its answer: more are looked through.
  const found = useQuery(controlQuery<WireRequest[]>(address, `/requests?limit=${wamid === '' ? shown : 2_000}`))
  return (
    <Loaded of={found}>
      {(all) => (
        <List none={t('sandbox.no_requests')}>
          {all
            .filter(({ body, answer = '' }) => wamid === '' || body.includes(wamid) || answer.includes(wamid))
            .slice(-shown)
            .toReversed()
            .map((one) => (
              <Item key={one.id} at={one.at} title={`${one.method} ${pathOf(one.url)}`} status={one.statusCode}>
                {one.body !== '' && <CodeBlock value={pretty(one.body)} />}
                <h4>{t('sandbox.answer')}</h4>
                <CodeBlock value={pretty(one.answer ?? '')} />
              </Item>
            ))}
        </List>
      )}
    </Loaded>
  )
}

export function Webhooks({ address, wamid }: Props) {
  const { t } = useWords()
  const query = new URLSearchParams({ limit: String(shown), ...(wamid !== '' && { text: wamid }) })
  const found = useQuery(controlQuery<WireWebhook[]>(address, `/webhooks?${query}`))
  const act = useAct(address)
  return (
    <Loaded of={found}>
      {(all) => (
        <List none={t('sandbox.no_webhooks')}>
          {all.toReversed().map((one) => (
            <Item key={one.id} at={one.at} title={titleOf(one.body)} status={one.statusCode}>
              <div className="row">
                <Button
                  isPending={act.isPending}
                  onPress={() => act.mutate({ method: 'POST', path: `/webhooks/${one.id}/redeliver`, body: {} })}
                >
                  {t('sandbox.redeliver')}
                </Button>
              </div>
              <CodeBlock value={pretty(one.body)} />
            </Item>
          ))}
        </List>
      )}
    </Loaded>
  )
}

function List({ none, children }: { none: string; children: ReactNode[] }) {
  return children.length === 0 ? <p className="soft">{none}</p> : <ul className="plain wire">{children}</ul>
}

type ItemProps = { at: number; title: string; status: number | undefined; children: ReactNode }

function Item({ at, title, status, children }: ItemProps) {
  const { t } = useWords()
  const tone = status === undefined ? 'busy' : status >= 200 && status < 300 ? 'good' : 'bad'
  return (
    <li>
      <details>
        <summary>
          <Badge
            tone={tone}
            text={status === undefined ? t('sandbox.not_yet') : status === 0 ? t('sandbox.nobody') : String(status)}
          />{' '}
          <code>{title}</code>{' '}
          <span className="soft">
            <PreciseTime at={at} />
          </span>
        </summary>
        {children}
      </details>
    </li>
  )
}

const pathOf = (url: string) => url.split('?', 1)[0] ?? url

/** The field of a webhook, and what is in it. */
function titleOf(body: string): string {
  const change = parsed(body)?.entry?.[0]?.changes?.[0]
  const [status] = change?.value?.statuses ?? []
  const [message] = change?.value?.messages ?? []
  return [change?.field ?? '?', status?.status, message?.type].filter((part) => part !== undefined).join(' · ')
}

type Value = { statuses?: { status?: string }[]; messages?: { type?: string }[] }
type Body = { entry?: { changes?: { field?: string; value?: Value }[] }[] }

function parsed(text: string): Body | undefined {
  try {
    return JSON.parse(text) as Body
  } catch {
    return undefined
  }
}

function pretty(text: string): string {
  const value = parsed(text)
  return value === undefined ? text : JSON.stringify(value, null, 2)
}
