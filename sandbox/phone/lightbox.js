/** A photo or a video at window size, above everything; closed by Escape, the button or a tap beside it. */
import { element, icon } from '/element.js'
import { format } from '/format.js'
import { word } from '/words.js'

const box = document.getElementById('lightbox')

export function openLightbox(kind, src, caption) {
  const close = element('button.icon.close', { type: 'button', ariaLabel: word.close }, icon('close'))
  close.onclick = () => box.close()
  const shown = isVideo(kind)
    ? element('video', { controls: true, autoplay: true, src })
    : element('img', { alt: caption || word.image, referrerPolicy: 'no-referrer', src })
  box.ariaLabel = word[kind]
  box.replaceChildren(close, shown, ...(caption ? [element('p', {}, ...format(caption))] : []))
  box.showModal()
}

export function isVideo(kind) {
  return kind === 'video' || kind === 'gif'
}

box.onclick = (event) => {
  if (event.target === box) box.close()
}
// Stops playback.
box.onclose = () => box.replaceChildren()
