/**
 * The sample of a header: a file that is dropped or chosen and goes to Meta at once, or an address that the gateway
 * fetches. A file's handle stands where the address would.
 */
import { useState } from 'react'
import type { Progress } from '../../../../sdk/client.ts'
import { inThisLanguage, uploads } from '../../app/gateway.ts'
import { Field } from '../../kit/field.tsx'
import { checkFile, fileRules } from '../../kit/file-check.ts'
import { FileDrop } from '../../kit/file-drop.tsx'
import { Problem } from '../../kit/form.tsx'
import { UploadBar } from '../../kit/upload-bar.tsx'
import { useWords } from '../../words/words.tsx'
import type { HeaderFormat } from './form.ts'

/** As Meta takes them for templates. */
const typesOf: Partial<Record<HeaderFormat, readonly string[]>> = {
  IMAGE: ['image/jpeg', 'image/png'],
  VIDEO: ['video/mp4', 'video/3gpp'],
  GIF: ['video/mp4'],
  DOCUMENT: ['application/pdf'],
}

type Props = {
  name: string
  botId: string
  format: HeaderFormat
  value: string
  hint?: string
  onChange: (sample: string) => void
}

export function SampleDrop({ name, botId, format, value, hint, onChange }: Props) {
  const { t } = useWords()
  const [progress, setProgress] = useState<Progress>()
  const [file, setFile] = useState<{ name: string; handle: string }>()
  const [problem, setProblem] = useState<{ name: string; error: unknown }>()
  const types = typesOf[format] ?? []
  const isFile = file !== undefined && file.handle === value
  const upload = async (chosen: File) => {
    setProblem(undefined)
    try {
      checkFile(chosen, { ...fileRules.sample, types })
      setProgress({ sentBytes: 0, totalBytes: chosen.size })
      const { handle, mimeType } = await uploads.uploadTemplateSample(
        { botId, body: { file: chosen } },
        { headers: inThisLanguage(), onProgress: setProgress },
      )
      checkFile({ size: chosen.size, type: mimeType }, { ...fileRules.sample, types })
      setFile({ name: chosen.name, handle })
      onChange(handle)
    } catch (error) {
      setProblem({ name: chosen.name, error })
    } finally {
      setProgress(undefined)
    }
  }
  return (
    <>
      <FileDrop
        label={t('builder.sample_drop')}
        action={t('builder.sample_choose')}
        types={types}
        onFile={(chosen) => void upload(chosen)}
      >
        {progress !== undefined && <UploadBar progress={progress} />}
        {isFile && <p role="status">{t('builder.sample_is', { name: file.name })}</p>}
        <Problem error={problem?.error} about={problem?.name} />
      </FileDrop>
      <Field
        name={name}
        label={t('builder.sample_address')}
        type="url"
        value={isFile ? '' : value}
        onChange={onChange}
        {...(hint !== undefined && { hint })}
      />
    </>
  )
}
