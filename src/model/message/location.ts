/**
 * A location: degrees as numbers, or as the numeric strings of the user's example. Name and address are Meta's own
 * extras.
 */
import { Type } from 'typebox'
import { isPresent, present, type Reader, readObject, readOptionalProse, report } from '../request/check.ts'
import { withName } from '../request/named.ts'
import type { LocationContent, Place } from './content.ts'
import { exampleUserId, type Family, optionalTextField, requestSchema } from './family.ts'

const limits = { lat: 90, long: 180, name: 1000, address: 1000 } as const

const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/

export const coordinatesFields = {
  lat: withName('Latitude', degreesField('Degrees.', limits.lat)),
  long: withName('Longitude', degreesField('Degrees.', limits.long)),
}

const schema = requestSchema(
  'location',
  {
    coordinates: Type.Object(coordinatesFields),
    name: optionalTextField('Name of the place.', limits.name),
    address: optionalTextField('Address of the place.', limits.address),
  },
  {
    name: 'LocationMessage',
    title: 'Location',
    description: 'A point on the map.',
    example: { coordinates: { lat: '-2.170998', long: '-79.922359' }, userId: exampleUserId, type: 'location' },
  },
)

export const locationMessage: Family<LocationContent> = { schemas: [schema], parse }

function parse(body: Reader): LocationContent {
  return { type: 'location', ...readPoint(readObject(body, 'coordinates'), body) }
}

/** `lat` and `long`, or Meta's `latitude` and `longitude`; `around` holds the name of the place. */
export function readPoint(coordinates: Reader, around: Reader): Place {
  const key = (own: string, metas: string) =>
    !isPresent(coordinates, own) && isPresent(coordinates, metas) ? metas : own
  return present<Place>({
    latitude: readDegrees(coordinates, key('lat', 'latitude'), limits.lat),
    longitude: readDegrees(coordinates, key('long', 'longitude'), limits.long),
    name: readOptionalProse(around, 'name', limits.name),
    address: readOptionalProse(around, 'address', limits.address),
  })
}

function readDegrees(reader: Reader, key: string, limit: number): number {
  if (!isPresent(reader, key)) {
    report(reader, key, 'required')
    return 0
  }
  const degrees = toNumber(reader.fields[key])
  if (degrees === undefined) report(reader, key, 'type', { expected: 'number' })
  else if (Math.abs(degrees) > limit) report(reader, key, 'range', { min: -limit, max: limit })
  return degrees ?? 0
}

/** Adding 0 turns -0, which JSON cannot represent, into 0. */
function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number' && Number.isFinite(value)) return value + 0
  if (typeof value === 'string' && decimal.test(value.trim())) return Number(value) + 0
  return undefined
}

function degreesField(description: string, limit: number) {
  return Type.Union([Type.Number({ minimum: -limit, maximum: limit }), Type.String({ pattern: decimal.source })], {
    description: `${description} A number, or a string that holds one.`,
  })
}
