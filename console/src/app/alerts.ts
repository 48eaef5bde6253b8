/**
 * How somebody is told of a new message: by a notification of the browser, by a sound, by both or, as at first, not at
 * all. The browser is asked for its permission when that is chosen, never before; the choice is kept in this browser.
 */
import { makeSwitch, type Switch } from './switch.ts'

export type Alert = 'notifications' | 'sound'
export type Refusal = 'alerts.blocked' | 'alerts.unable'

/** Followed while nobody sees the page, so its stream stays open. */
export const alerts: Record<Alert, Switch> = { notifications: makeSwitch(), sound: makeSwitch() }

const keptAs = 'recado.alerts'

const kept = readKept()
if (kept.includes('sound')) alerts.sound.set(true)
// What was permitted may be blocked by now.
if (kept.includes('notifications'))
  void navigator.permissions.query({ name: 'notifications' }).then(({ state }) => {
    if (state === 'granted') alerts.notifications.set(true)
  })

/** Undefined: it is as was asked for. */
export async function setAlert(alert: Alert, isOn: boolean): Promise<Refusal | undefined> {
  if (alert === 'sound' && isOn) playSound()
  if (alert === 'notifications' && isOn) {
    // Without a safe connection browsers have none.
    if (!('Notification' in window)) return 'alerts.unable'
    if ((await Notification.requestPermission()) !== 'granted') return 'alerts.blocked'
  }
  alerts[alert].set(isOn)
  keep()
  return undefined
}

function readKept(): string[] {
  try {
    return (localStorage.getItem(keptAs) ?? '').split(' ')
  } catch {
    return []
  }
}

function keep(): void {
  try {
    const names = Object.entries(alerts).flatMap(([name, { isOn }]) => (isOn() ? [name] : []))
    localStorage.setItem(keptAs, names.join(' '))
  } catch {
    // The choice lasts as long as the page.
  }
}

// ── the sound ───────────────────────────────────────────────

let audio: AudioContext | undefined

/** Two short notes. A browser is silent until the page has been touched. */
export function playSound(): void {
  audio ??= new AudioContext()
  void audio.resume()
  for (const [index, pitch] of [660, 880].entries()) playNote(audio, pitch, audio.currentTime + index * noteSeconds)
}

const noteSeconds = 0.12
const loudness = 0.15

function playNote(context: AudioContext, pitch: number, at: number): void {
  const note = context.createOscillator()
  const volume = context.createGain()
  note.frequency.value = pitch
  // To nothing, so that the end does not click.
  volume.gain.setValueAtTime(loudness, at)
  volume.gain.exponentialRampToValueAtTime(0.001, at + noteSeconds)
  note.connect(volume).connect(context.destination)
  note.start(at)
  note.stop(at + noteSeconds)
}
