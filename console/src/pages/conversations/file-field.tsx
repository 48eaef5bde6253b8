/** The address of a file of a message, or a file from here, which is uploaded and gets one. */
import { useEffect, useRef, useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import type { Progress } from '../../../../sdk/client.ts'
import { inThisLanguage, uploads } from '../../app/gateway.ts'
import { Button } from '../../kit/button.tsx'
import { Field } from '../../kit/field.tsx'
import { explain } from '../../kit/states.tsx'
import { UploadBar } from '../../kit/upload-bar.tsx'
import { useWords } from '../../words/words.tsx'

type FileProps = Parameters<typeof Field>[0] & {
  file: 'image' | 'video'
  person: { botId: string; userId: string }
  onChange: (to: string) => void
}

const types = { image: ['image/jpeg', 'image/png'], video: ['video/mp4', 'video/3gpp'] }

export function FileField({ file, person, onChange, ...field }: FileProps) {
  const words = useWords()
  const { t } = words
  const [progress, setProgress] = useState<Progress>()
  const [problem, setProblem] = useState<string>()
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
    setProgress({ sentBytes: 0, totalBytes: chosen.size })
    try {
      const options = { signal, headers: inThisLanguage(), onProgress: setProgress }
      const kept = await uploads.uploadFile({ ...person, body: { file: chosen } }, options)
      if (kept.kinds.includes(file)) change.current(kept.mediaUrl)
      else setProblem(t('compose.other_file'))
    } catch (error) {
      if (signal.aborted) return
      const { title, text } = explain(error, words)
      setProblem(`${chosen.name}: ${title}. ${text}`)
    } finally {
      if (!signal.aborted) setProgress(undefined)
    }
  }
  return (
    <>
      <Field {...field} onChange={onChange} />
      {progress && <UploadBar progress={progress} />}
      <p role="alert" className="problem">
        {problem}
      </p>
      <div className="row end">
        <FileTrigger
          acceptedFileTypes={types[file]}
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
