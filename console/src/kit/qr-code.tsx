/** A QR code, dark on light in every theme: cameras read it so. A text too long for one shows nothing. */
import { useMemo } from 'react'
import { qrOf } from './qr.ts'

/** Light modules around it, without which it is not found. */
const quiet = 4

export function QrCode({ text, label }: { text: string; label: string }) {
  const modules = useMemo(() => qrOf(text), [text])
  if (modules === undefined) return null
  const size = modules.length + 2 * quiet
  const dark = modules.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? `M${x + quiet} ${y + quiet}h1v1h-1z` : [])),
  )
  return (
    <svg viewBox={`0 0 ${size} ${size}`} className="qr" role="img" aria-label={label} shapeRendering="crispEdges">
      <rect width={size} height={size} fill="#fff" />
      <path d={dark.join('')} fill="#000" />
    </svg>
  )
}
