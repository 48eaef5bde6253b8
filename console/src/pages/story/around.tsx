/** What stands around the content of a page: links, what is missing or still searched for, what is asked back. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, LinkButton } from '../../kit/button.tsx'
import { CauseLine } from '../../kit/cause.tsx'
import { Count } from '../../kit/count.tsx'
import { TypedDialog } from '../../kit/dialog.tsx'
import { LinkTabs } from '../../kit/link-tabs.tsx'
import { Loaded } from '../../kit/loaded.tsx'
import { Card } from '../../kit/page.tsx'
import { Forbidden, Missing, SearchOn } from '../../kit/states.tsx'
import { PreciseTime } from '../../kit/time.tsx'
import { toast, toastFailure } from '../../kit/toast.tsx'
import { useWords } from '../../words/words.tsx'

export function Around() {
  const { t } = useWords()
  const [isAsking, setAsking] = useState(false)
  const loaded = useQuery({ queryKey: ['story'], queryFn: () => Promise.resolve('demo') })
  const failed = { title: t('error.trouble'), text: t('error.trouble_do'), code: 'E0000' }
  return (
    <Card title="links, missing, search, typed question, failure notice">
      <LinkTabs label={t('nav.label')} tabs={[{ to: '/story', label: t('nav.overview') }]} />
      <div className="row">
        <LinkButton to="/story">{t('back')}</LinkButton>
        <Button kind="danger" onPress={() => setAsking(true)}>
          {t('campaign.cancel')}
        </Button>
        <Button onPress={() => toastFailure(failed)}>{t('retry')}</Button>
        <Count text={'Hola, '.repeat(12)} limit={60} />
        <PreciseTime at={0} />
        <Loaded of={loaded}>{(name) => <code>{name}</code>}</Loaded>
      </div>
      <CauseLine code="131026" />
      <div className="columns">
        <Missing />
        <Forbidden />
        <SearchOn onPress={() => toast(t('search.on'))} />
      </div>
      <TypedDialog
        title={t('campaign.cancel_ask')}
        text={t('campaign.cancel_about')}
        action={t('campaign.cancel')}
        typed="demo"
        isOpen={isAsking}
        onConfirm={async () => toast(t('campaign.moved'))}
        onClose={() => setAsking(false)}
      />
    </Card>
  )
}
