/** Below the next message: a file to it, a time, other kinds, and off it goes. */
import { FileTrigger } from 'react-aria-components'
import { Button } from '../../kit/button.tsx'
import { useWords } from '../../words/words.tsx'
import { type Later, LaterField } from './later.tsx'

type BottomProps = {
  onFile: (file: File) => void
  endsAt: string | null
  later: Later
  setLater: (later: Later) => void
  isSending: boolean
  /** Undefined while there is nothing to send. */
  onSend: (() => Promise<void>) | undefined
  children: React.ReactNode
}

export function Bottom({ onFile, endsAt, later, setLater, isSending, onSend, children }: BottomProps) {
  const { t } = useWords()
  return (
    <>
      {later !== undefined && <LaterField value={later} endsAt={endsAt} onChange={setLater} />}
      <div className="row end">
        <FileTrigger onSelect={(files) => [...(files ?? [])].slice(0, 1).map(onFile)}>
          <Button kind="quiet">{t('file.choose')}</Button>
        </FileTrigger>
        {children}
        {later === undefined && <LaterField value={later} onChange={setLater} />}
        <Button kind="primary" isPending={isSending} isDisabled={onSend === undefined} onPress={() => void onSend?.()}>
          {t(later ? 'chat.send_later' : 'chat.send')}
        </Button>
      </div>
    </>
  )
}
