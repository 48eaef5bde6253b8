/** A QR code as a file that prints at any size: dark on light, with the border that cameras need. Pure. */
import { qrOf } from '../../../kit/qr.ts'

const quiet = 4

/** Empty where the text is too long for one. */
export function pictureOf(text: string): string {
  const modules = qrOf(text)
  if (modules === undefined) return ''
  const size = modules.length + 2 * quiet
  const dark = modules.flatMap((row, y) =>
    row.flatMap((isDark, x) => (isDark ? [`M${x + quiet} ${y + quiet}h1v1h-1z`] : [])),
  )
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">`
  return `${head}<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${dark.join('')}"/></svg>`
}
