/** The check of a number at Meta: each step by its name, what was found, and how to mend what is not well. */
import { useQuery } from '@tanstack/react-query'
import { StateBadge } from '../../kit/badge.tsx'
import { Button } from '../../kit/button.tsx'
import { Card } from '../../kit/page.tsx'
import { Failure, Skeleton } from '../../kit/states.tsx'
import { Time } from '../../kit/time.tsx'
import { useWords, type WordKey } from '../../words/words.tsx'
import { CheckList } from './check-list.tsx'
import { type Check, checkQuery } from './queries.ts'

/** In the order in which a new number is set up; what no group names stands in the last. */
const groups = {
  token: ['access_token', 'token_expiry', 'token_permissions', 'app_secret'],
  number: ['phone_number', 'phone_number_account', 'registration', 'verification', 'display_name'],
  webhook: [
    'webhook_subscription',
    'webhook_callback',
    'webhook_fields',
    'webhooks_received',
    'public_address',
    'webhook_handshake',
    'webhook_signature',
    'proxy_body_limit',
  ],
  sending: ['quality_rating', 'messaging_limit', 'throughput', 'messaging_health', 'templates', 'clock'],
  receiving: ['endpoints', 'endpoint'],
} as const satisfies Record<string, readonly string[]>

type Group = keyof typeof groups

export function Health({ botId }: { botId: string }) {
  const { t } = useWords()
  const check = useQuery(checkQuery(botId))
  const again = (
    <Button kind="quiet" isDisabled={check.isFetching} onPress={() => void check.refetch()}>
      {t('check_again')}
    </Button>
  )
  return (
    <Card title={t('number.health')} actions={again}>
      {check.data && (
        <p className="row" role="status">
          <StateBadge state={check.data.status} />
          <span className="soft">
            {t('number.checked')} <Time at={check.data.checkedAt} />
          </span>
        </p>
      )}
      {check.error && !check.data && <Failure error={check.error} onRetry={() => void check.refetch()} />}
      {check.isPending && <Skeleton lines={8} />}
      {check.data && <Groups checks={check.data.checks} />}
    </Card>
  )
}

function Groups({ checks }: { checks: readonly Check[] }) {
  const { t } = useWords()
  return (
    <div className="check-groups">
      {(Object.keys(groups) as Group[]).map((group) => {
        const found = checks.filter(({ name }) => groupOf(name) === group)
        return found.length === 0 ? null : (
          <section key={group}>
            <h3>{t(`number.group_${group}` satisfies WordKey)}</h3>
            <CheckList checks={found} />
          </section>
        )
      })}
    </div>
  )
}

function groupOf(name: string): Group {
  const found = Object.entries(groups).find(([, names]) => (names as readonly string[]).includes(name))
  return (found?.[0] as Group | undefined) ?? 'receiving'
}
