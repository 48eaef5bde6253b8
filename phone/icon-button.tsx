/** A round button with nothing but an icon; its label is said, and shown where a pointer rests. */
import { Icon } from '../drawing/icon.tsx'
import { classOf } from '../drawing/message.tsx'

type Props = {
  id: string
  icon: string
  label: string
  /** What it opens, if it opens something. */
  opens?: 'dialog'
  isStrong?: boolean
  hidden?: boolean
  onPress: () => unknown
}

export function IconButton({ id, icon, label, opens, isStrong, hidden, onPress }: Props) {
  return (
    <button
      id={id}
      className={classOf('round-button', isStrong && 'strong')}
      type="button"
      aria-label={label}
      title={label}
      aria-haspopup={opens}
      hidden={hidden}
      onClick={onPress}
    >
      <Icon name={icon} />
    </button>
  )
}
