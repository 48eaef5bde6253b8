/** A location to send: a well-known place, or any by its coordinates. */
import { PlaceMap } from '../drawing/map.tsx'
import { act } from './act.ts'
import { Choice, Field, openSheet, SheetForm } from './sheet.tsx'
import type { Chat } from './store.ts'
import { word } from './words.ts'

const guayaquil = { name: 'Guayaquil', latitude: -2.1894, longitude: -79.8891 }
const places = [
  guayaquil,
  { name: 'Quito', latitude: -0.1807, longitude: -78.4678 },
  { name: 'Bogotá', latitude: 4.711, longitude: -74.0721 },
  { name: 'São Paulo', latitude: -23.5505, longitude: -46.6333 },
]

/** `more`: what the location answers. */
export function openPlaces(chat: Chat, more: { context?: string } = {}): void {
  const send = (latitude: number, longitude: number, name?: string) => {
    const named = name ? { name, address: name } : {}
    return act(chat, { ...more, type: 'location', latitude, longitude, ...named })
  }
  const sendOwn = (data: FormData) => send(Number(data.get('latitude')), Number(data.get('longitude')))
  openSheet(
    word.sendLocation,
    <>
      {places.map(({ name, latitude, longitude }) => (
        <Choice key={name} icon="location" title={name} onPick={() => send(latitude, longitude, name)} />
      ))}
      <SheetForm action={word.here} onSend={sendOwn}>
        <PlaceMap {...guayaquil} label={word.location} />
        <div className="two">
          <Degrees label={word.latitude} name="latitude" most={90} first={guayaquil.latitude} />
          <Degrees label={word.longitude} name="longitude" most={180} first={guayaquil.longitude} />
        </div>
      </SheetForm>
    </>,
  )
}

type DegreesProps = { label: string; name: string; most: number; first: number }

function Degrees({ label, name, most, first }: DegreesProps) {
  return (
    <Field label={label} name={name} type="number" step="any" required min={-most} max={most} defaultValue={first} />
  )
}
