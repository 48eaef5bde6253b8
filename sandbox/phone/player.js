/**
 * Sound: a round button, the waveform with the position, and the time. Sound that cannot be played shows the same shape
 * with a notice. One sound plays at a time.
 */
import { element, icon } from '/element.js'
import { word } from '/words.js'

const heights = [5, 9, 14, 7, 18, 11, 6, 15, 20, 9, 13, 5, 17, 10, 7, 14, 8, 12, 5, 9, 6, 11, 16, 8, 5, 12]
let playing

export function player(source, { isVoice }) {
  const time = element('span.time', { textContent: '0:00' })
  const position = element('input.position', {
    type: 'range',
    min: 0,
    max: 1000,
    value: 0,
    ariaLabel: word.position,
  })
  const button = element('button.play', { type: 'button', ariaLabel: word.play }, icon('play'))
  const holder = element(
    'div.voice',
    { role: 'group', ariaLabel: isVoice ? word.voice : word.audio },
    button,
    element('span.wave', {}, ...bars(), position),
    time,
    element('span.disc', { ariaHidden: 'true' }, icon('audio')),
  )
  if (source) start(source, { button, position, time, holder })
  else fail({ button, position, holder })
  return holder
}

function bars() {
  return heights.map((height) => {
    const bar = element('i', { ariaHidden: 'true' })
    bar.style.height = `${height}px`
    return bar
  })
}

function start(source, { button, position, time, holder }) {
  const sound = new Audio()
  sound.preload = 'metadata'
  const marks = [...holder.querySelectorAll('i')]
  const draw = () => {
    const length = Number.isFinite(sound.duration) ? sound.duration : 0
    const part = length > 0 ? sound.currentTime / length : 0
    position.value = part * 1000
    time.textContent = clockOf(sound.currentTime || length)
    for (const [index, mark] of marks.entries()) mark.classList.toggle('heard', index / marks.length < part)
  }
  const drawButton = () => {
    button.replaceChildren(icon(sound.paused ? 'play' : 'pause'))
    button.ariaLabel = sound.paused ? word.play : word.pause
  }
  button.onclick = () => (sound.paused ? play(sound) : sound.pause())
  position.oninput = () => {
    if (Number.isFinite(sound.duration)) sound.currentTime = (position.value / 1000) * sound.duration
  }
  for (const event of ['timeupdate', 'loadedmetadata', 'ended']) sound.addEventListener(event, draw)
  for (const event of ['play', 'pause', 'ended']) sound.addEventListener(event, drawButton)
  sound.onerror = () => fail({ button, position, holder })
  sound.src = source
}

function play(sound) {
  if (playing !== sound) playing?.pause()
  playing = sound
  sound.play().catch(() => {})
}

function fail({ button, position, holder }) {
  button.disabled = true
  position.disabled = true
  holder.title = word.unavailable
}

function clockOf(seconds) {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
