/** The address of a file of a message, or a file from here, which is uploaded and gets one. */
import { useEffect, useRef, useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import type { Progress } from '../../../../sdk/client.ts'
import { inThisLanguage, uploads } from '../../app/gateway.ts'
import { Button } from '../../kit/button.tsx'
import { Field } from '../../kit/field.tsx'
import { checkFile, fileRules, unfit } from '../../kit/file-check.ts'
import { Problem } from '../../kit/form.tsx'
import { UploadBar } from '../../kit/upload-bar.tsx'
import { useWords } from '../../words/words.tsx'

type FileProps = Parameters<typeof Field>[0] & {
  file: 'image' | 'video'
  person: { botId: string; userId: string }
  onChange: (to: string) => void
}

export function FileField({ file, person, onChange, ...field }: FileProps) {
  const { t } = useWords()
  const [progress, setProgress] = useState<Progress>()
  const [problem, setProblem] = useState<{ name: string; error: unknown }>()
  const running = useRef<AbortController>(undefined)
  // What was written while the file was on its way stays.
  const change = useRef(onChange)
  useEffect(() => {
    change.current = onChange
  })
  useEffect(() => () => running.current?.abort(), [])
  const upload = async (chosen: File) => {
    running.current?.abort()
    const controller = new AbortController()
    const { signal } = controller
    running.current = controller
    setProblem(undefined)
    try {
      checkFile(chosen, fileRules[file])
      setProgress({ sentBytes: 0, totalBytes: chosen.size })
      const options = { signal, headers: inThisLanguage(), onProgress: setProgress }
      const kept = await uploads.uploadFile({ ...person, body: { file: chosen } }, options)
      if (!kept.kinds.includes(file)) throw otherKind(kept.mimeType, file)
      change.current(kept.mediaUrl)
    } catch (error) {
      if (signal.aborted) return
      setProblem({ name: chosen.name, error })
    } finally {
      if (!signal.aborted) setProgress(undefined)
    }
  }
  return (
    <>
      <Field {...field} onChange={onChange} />
      {progress && <UploadBar progress={progress} />}
      <Problem error={problem?.error} about={problem?.name} />
      <div className="row end">
        <FileTrigger
          acceptedFileTypes={[...fileRules[file].types]}
          onSelect={(files) => {
            const [chosen] = files ?? []
            if (chosen) void upload(chosen)
          }}
        >
          <Button kind="quiet">{t('file.choose')}</Button>
        </FileTrigger>
      </div>
    </>
  )
}

/** What the gateway found in it. */
function otherKind(type: string, file: FileProps['file']) {
  return unfit('FILE_TYPE', { type, types: fileRules[file].types.join(', ') })
}
