/** How much of a file has left; then the gateway reads it, which takes a while of its own. */
import { Label, ProgressBar } from 'react-aria-components'
import type { Progress } from '../../../sdk/client.ts'
import { useWords } from '../words/words.tsx'

export function UploadBar({ progress: { sentBytes, totalBytes } }: { progress: Progress }) {
  const { t } = useWords()
  const share = totalBytes === 0 ? 100 : Math.floor((100 * sentBytes) / totalBytes)
  return (
    <ProgressBar value={share} className="progress">
      <div className="row between">
        <Label>{t(share < 100 ? 'upload.sending' : 'upload.reading')}</Label>
        <span className="soft number">{share} %</span>
      </div>
      <svg viewBox="0 0 100 2" preserveAspectRatio="none" aria-hidden="true" className="bar">
        <rect width="100" height="2" className="bar-rest" />
        <rect width={share} height="2" className="bar-done" />
      </svg>
    </ProgressBar>
  )
}
