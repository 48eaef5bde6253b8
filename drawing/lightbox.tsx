/** A photo or a video at window size, above everything; closed by Escape, the button or a tap beside it. */
import { useEffect, useRef } from 'react'
import { Formatted } from './formatted.tsx'
import { Icon } from './icon.tsx'
import { useSurroundings } from './surroundings.tsx'

type Props = { kind: Pictured; source: string; caption: string | undefined; onClose: () => void }
export type Pictured = 'image' | 'video' | 'gif'

export function Lightbox({ kind, source, caption, onClose }: Props) {
  const { word } = useSurroundings()
  const box = useRef<HTMLDialogElement>(null)
  useEffect(() => box.current?.showModal(), [])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes every dialog
    <dialog
      className="lightbox"
      ref={box}
      aria-label={word[kind]}
      onClose={onClose}
      onClick={({ target, currentTarget }) => target === currentTarget && currentTarget.close()}
    >
      <button className="round-button close" type="button" aria-label={word.close} onClick={() => box.current?.close()}>
        <Icon name="close" />
      </button>
      {isMoving(kind) ? (
        // biome-ignore lint/a11y/useMediaCaption: what is sent in a chat has none
        <video controls autoPlay src={source} />
      ) : (
        <img alt={caption || word.image} referrerPolicy="no-referrer" src={source} />
      )}
      {caption && (
        <div className="caption">
          <Formatted text={caption} />
        </div>
      )}
    </dialog>
  )
}

export function isMoving(kind: string): boolean {
  return kind === 'video' || kind === 'gif'
}
