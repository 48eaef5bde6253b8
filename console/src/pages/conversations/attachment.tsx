/**
 * A file of the next message: dropped, pasted or chosen. It is uploaded at once, so that what WhatsApp does not take is
 * known while the message is written; it is sent with the message as its caption.
 */
import { useEffect, useRef, useState } from 'react'
import type { Answer, Progress } from '../../../../sdk/client.ts'
import { inThisLanguage, uploads } from '../../app/gateway.ts'
import { Button } from '../../kit/button.tsx'
import { Checkbox } from '../../kit/checkbox.tsx'
import { checkFile, fileRules } from '../../kit/file-check.ts'
import { Select } from '../../kit/select.tsx'
import { UploadBar } from '../../kit/upload-bar.tsx'
import { useWords } from '../../words/words.tsx'
import type { Person } from './source.ts'

type Kept = Answer<'uploadFile'>
type Kind = Kept['kinds'][number]

/** While it is on its way there is no `kept` yet. */
type Attached = { name: string; progress: Progress; kept?: Kept; kind?: Kind; isVoice?: boolean }

export type Attachment = {
  attached: Attached | undefined
  problem: { about: string; error: Error } | undefined
  add(file: File): void
  choose(kind: Kind): void
  /** Audio as a voice note. */
  setVoice(isVoice: boolean): void
  remove(): void
}

/** WhatsApp shows no caption below these. */
const bare: ReadonlySet<Kind> = new Set(['audio', 'sticker'])

export function takesCaption({ attached }: Attachment): boolean {
  return attached?.kind === undefined || !bare.has(attached.kind)
}

export function useAttachment({ botId, id: userId }: Person): Attachment {
  const [attached, setAttached] = useState<Attached>()
  const [problem, setProblem] = useState<Attachment['problem']>()
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const remove = () => {
    running.current?.abort()
    setAttached(undefined)
    setProblem(undefined)
  }
  const add = async (file: File) => {
    remove()
    const controller = new AbortController()
    const { signal } = controller
    running.current = controller
    // An answer may be read while another file is chosen: what it says is of a file that is not there any more.
    const change = (known: Partial<Attached>) =>
      setAttached((one) => (signal.aborted ? one : one && { ...one, ...known }))
    const { name } = file
    try {
      checkFile(file, fileRules.attached)
      setAttached({ name, progress: { sentBytes: 0, totalBytes: file.size } })
      const kept = await uploads.uploadFile(
        { botId, userId, body: { file } },
        {
          signal,
          headers: inThisLanguage(),
          onProgress: (progress) => change({ progress }),
        },
      )
      const [kind] = kept.kinds
      change({ kept, ...(kind && { kind }) })
    } catch (error) {
      if (signal.aborted) return
      setAttached(undefined)
      setProblem({ about: name, error: error as Error })
    }
  }
  return {
    attached,
    problem,
    remove,
    add: (file) => void add(file),
    choose: (kind) => setAttached((one) => one && { ...one, kind }),
    setVoice: (isVoice) => setAttached((one) => one && { ...one, isVoice }),
  }
}

/** Files of what was pasted; a text stays a text. */
export function pastedFile(data: DataTransfer): File | undefined {
  return [...data.files][0]
}

export function AttachmentView({ of: { attached, choose, setVoice, remove } }: { of: Attachment }) {
  const { t } = useWords()
  if (attached === undefined) return null
  const { name, progress, kept, kind, isVoice = false } = attached
  return (
    <div className="attachment">
      {kept === undefined || kind === undefined ? (
        <UploadBar progress={progress} />
      ) : (
        <Picture kept={kept} kind={kind} />
      )}
      <div className="row between">
        <span className="clip">{name}</span>
        <Button kind="quiet" aria-label={t('file.remove', { name })} onPress={remove}>
          ×
        </Button>
      </div>
      {kept !== undefined && kind !== undefined && kept.kinds.length > 1 && (
        <Select
          label={t('file.as')}
          value={kind}
          choices={kept.kinds.map((one) => ({ value: one, label: t(`kind.${one}`) }))}
          onChange={choose}
        />
      )}
      {kept !== undefined && kind === 'audio' && (
        <Checkbox label={t('file.voice')} isSelected={isVoice} onChange={setVoice} />
      )}
    </div>
  )
}

function Picture({ kept: { mediaUrl, filename }, kind }: { kept: Kept; kind: Kind }) {
  const { t } = useWords()
  // The gateway's public address need not be the one at which the console is open.
  const src = new URL(mediaUrl).pathname
  if (kind === 'image' || kind === 'sticker') return <img className={`line-${kind}`} src={src} alt={filename} />
  // biome-ignore lint/a11y/useMediaCaption: somebody is about to send it
  if (kind === 'video') return <video className="line-image" controls src={src} aria-label={filename} preload="none" />
  // biome-ignore lint/a11y/useMediaCaption: somebody is about to send it
  if (kind === 'audio') return <audio controls src={src} aria-label={filename} preload="none" />
  return <p className="soft">{t('kind.file')}</p>
}
