/** The picture of the business's profile: dropped or chosen, and sent to Meta at once. */
import { useState } from 'react'
import type { Progress } from '../../../../sdk/client.ts'
import { inThisLanguage, uploads } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { FileDrop } from '../../kit/file-drop.tsx'
import { explain } from '../../kit/states.tsx'
import { UploadBar } from '../../kit/upload-bar.tsx'
import { useWords } from '../../words/words.tsx'

const types = ['image/jpeg', 'image/png']

export function PictureDrop({ botId }: { botId: string }) {
  const words = useWords()
  const { t } = words
  const [progress, setProgress] = useState<Progress>()
  const [shown, setShown] = useState<string>()
  const upload = useChange({
    run: async (file: File) => {
      setProgress({ sentBytes: 0, totalBytes: file.size })
      try {
        await uploads.replaceProfilePicture(
          { botId, body: { file } },
          { headers: inThisLanguage(), onProgress: setProgress },
        )
        setShown(URL.createObjectURL(file))
      } finally {
        setProgress(undefined)
      }
    },
    touches: [['profile', botId]],
    done: 'profile.picture_saved',
    isToldInPlace: true,
  })
  const problem = upload.error && explain(upload.error, words)
  return (
    <FileDrop label={t('profile.picture_hint')} action={t('profile.picture')} types={types} onFile={upload.mutate}>
      {progress !== undefined && <UploadBar progress={progress} />}
      {shown !== undefined && <img className="profile-picture" src={shown} alt={t('profile.picture_now')} />}
      {problem && (
        <p className="problem" role="alert">
          {problem.title}. {problem.text}
        </p>
      )}
    </FileDrop>
  )
}
