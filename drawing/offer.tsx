/** A limited-time offer: its text, its code and the remaining time, counted down in place. */
import { useEffect, useState } from 'react'
import type { Content } from './content.ts'
import { Icon } from './icon.tsx'
import { formatsIn, type Surroundings, useSurroundings } from './surroundings.tsx'
import { hourMs } from './time.ts'

export function Offer({
  offer,
  buttons = [],
}: { offer: { text: string; expiresAt?: number } } & Pick<Content, 'buttons'>) {
  const { word } = useSurroundings()
  const code = buttons.find(({ kind }) => kind === 'copy_code')?.code
  return (
    <div className="offer">
      <span className="disc">
        <Icon name="offer" />
      </span>
      <div>
        <div className="header">{offer.text}</div>
        {offer.expiresAt !== undefined && <TimeLeft expiresAt={offer.expiresAt} />}
        {code && (
          <div className="footer">
            {word.code}: {code}
          </div>
        )}
      </div>
    </div>
  )
}

function TimeLeft({ expiresAt }: { expiresAt: number }) {
  const surroundings = useSurroundings()
  const [leftMs, setLeft] = useState(() => expiresAt - surroundings.now())
  useEffect(() => {
    const look = () => setLeft(expiresAt - surroundings.now())
    const timer = setInterval(look, 1_000)
    return () => clearInterval(timer)
  }, [expiresAt, surroundings])
  return (
    <div className={leftMs < hourMs ? 'left soon' : 'left'} title={formatsIn(surroundings.locale).instant(expiresAt)}>
      {leftOf(leftMs, surroundings)}
    </div>
  )
}

function leftOf(leftMs: number, { word, locale }: Surroundings): string {
  const seconds = Math.ceil(leftMs / 1_000)
  if (seconds <= 0) return word.ended
  const [days = 0, hours = 0, minutes = 0] = [seconds / 86_400, (seconds / 3_600) % 24, (seconds / 60) % 60].map(
    Math.floor,
  )
  if (days > 0) return `${word.endsIn} ${formatsIn(locale).number(days)} d ${hours} h`
  const clock = [hours, minutes, seconds % 60].map((part) => String(part).padStart(2, '0')).join(':')
  return `${word.endsIn} ${clock}`
}
