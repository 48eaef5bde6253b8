/**
 * Sound: a round button, the waveform with the position, and the time. Sound that cannot be played shows the same shape
 * with a notice. One sound plays at a time.
 */
import { useEffect, useRef, useState } from 'react'
import { Icon } from './icon.tsx'
import { useSurroundings } from './surroundings.tsx'

const heights = [5, 9, 14, 7, 18, 11, 6, 15, 20, 9, 13, 5, 17, 10, 7, 14, 8, 12, 5, 9, 6, 11, 16, 8, 5, 12]
const steps = 1_000
let playing: HTMLAudioElement | undefined

type Props = { source: string | undefined; isVoice: boolean | undefined }

export function Player({ source, isVoice }: Props) {
  const { word } = useSurroundings()
  const { sound, length, at, isPaused, isBroken } = useSound(source)
  const part = length > 0 ? at / length : 0
  return (
    // biome-ignore lint/a11y/useSemanticElements: a player is no set of fields
    <div
      className="voice"
      role="group"
      aria-label={isVoice ? word.voice : word.audio}
      title={isBroken ? word.unavailable : undefined}
    >
      <button
        className="play"
        type="button"
        disabled={isBroken}
        aria-label={isPaused ? word.play : word.pause}
        onClick={() => toggle(sound.current)}
      >
        <Icon name={isPaused ? 'play' : 'pause'} />
      </button>
      <span className="wave">
        {heights.map((height, index) => (
          <i
            key={index}
            aria-hidden="true"
            className={index / heights.length < part ? 'heard' : undefined}
            style={{ height: `${height}px` }}
          />
        ))}
        <input
          className="position"
          type="range"
          min={0}
          max={steps}
          value={part * steps}
          disabled={isBroken}
          aria-label={word.position}
          onChange={({ target }) => seek(sound.current, Number(target.value) / steps)}
        />
      </span>
      <span className="time">{clockOf(at || length)}</span>
      <span className="disc" aria-hidden="true">
        <Icon name="audio" />
      </span>
    </div>
  )
}

/** Its sound, heard until it is no longer drawn. */
function useSound(source: string | undefined) {
  const sound = useRef<HTMLAudioElement>(undefined)
  const [state, setState] = useState({ length: 0, at: 0, isPaused: true, isBroken: source === undefined })
  useEffect(() => {
    if (source === undefined) return
    const made = new Audio()
    made.preload = 'metadata'
    const look = () =>
      setState((before) => ({
        ...before,
        length: Number.isFinite(made.duration) ? made.duration : 0,
        at: made.currentTime,
        isPaused: made.paused,
      }))
    for (const event of ['timeupdate', 'loadedmetadata', 'play', 'pause', 'ended']) made.addEventListener(event, look)
    made.onerror = () => setState((before) => ({ ...before, isBroken: true }))
    made.src = source
    sound.current = made
    return () => {
      made.onerror = null
      made.pause()
      made.removeAttribute('src')
    }
  }, [source])
  return { sound, ...state }
}

function toggle(sound: HTMLAudioElement | undefined): void {
  if (sound === undefined) return
  if (!sound.paused) sound.pause()
  else {
    if (playing !== sound) playing?.pause()
    playing = sound
    sound.play().catch(() => {})
  }
}

function seek(sound: HTMLAudioElement | undefined, part: number): void {
  if (sound && Number.isFinite(sound.duration)) sound.currentTime = part * sound.duration
}

function clockOf(seconds: number): string {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}
