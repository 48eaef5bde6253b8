/** The picture of the business's profile: dropped or chosen, and sent to Meta at once. */
import { useState } from 'react'
import type { Progress } from '../../../../sdk/client.ts'
import { inThisLanguage, uploads } from '../../app/gateway.ts'
import { useChange } from '../../app/mutations.ts'
import { checkFile, fileRules } from '../../kit/file-check.ts'
import { FileDrop } from '../../kit/file-drop.tsx'
import { Problem } from '../../kit/form.tsx'
import { UploadBar } from '../../kit/upload-bar.tsx'
import { useWords } from '../../words/words.tsx'

export function PictureDrop({ botId }: { botId: string }) {
  const { t } = useWords()
  const [progress, setProgress] = useState<Progress>()
  const [shown, setShown] = useState<string>()
  const upload = useChange({
    run: async (file: File) => {
      checkFile(file, fileRules.image)
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
  return (
    <FileDrop
      label={t('profile.picture_hint')}
      action={t('profile.picture')}
      types={fileRules.image.types}
      onFile={upload.mutate}
    >
      {progress !== undefined && <UploadBar progress={progress} />}
      {shown !== undefined && <img className="profile-picture" src={shown} alt={t('profile.picture_now')} />}
      <Problem error={upload.error} about={upload.variables?.name} />
    </FileDrop>
  )
}
