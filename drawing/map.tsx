/**
 * A piece of map drawn from the coordinates alone: the same place always looks the same, and no server is contacted. It
 * is an illustration; the coordinates below it are authoritative.
 */
import { memo } from 'react'
import { Icon } from './icon.tsx'

const [width, height] = [330, 150]

export const PlaceMap = memo(function PlaceMap({ latitude, longitude, label }: Props) {
  const pick = sequence(Math.round(latitude * 1_000), Math.round(longitude * 1_000))
  const green = parkOf(pick)
  const river = pick() < 0.6 ? riverOf(pick) : undefined
  return (
    <div className="map" role="img" aria-label={label}>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="xMidYMid slice" aria-hidden="true">
        <rect className="land" width={width} height={height} />
        <rect className="park" rx={6} {...green} />
        {river && <path className="river" d={river} />}
        {streetsOf(pick).map(({ d, isAvenue }) => (
          <path key={d} className={isAvenue ? 'avenue' : 'street'} d={d} />
        ))}
      </svg>
      <Icon name="location" />
    </div>
  )
})

type Props = { latitude: number; longitude: number; label: string }

/** Numbers from 0 to 1, always the same for the same place. */
function sequence(a: number, b: number): () => number {
  let state = (Math.imul(a, 73_856_093) ^ Math.imul(b, 19_349_663)) >>> 0
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 0x9e37_79b9) >>> 0
    return ((state ^ (state >>> 13)) >>> 0) / 2 ** 32
  }
}

function streetsOf(pick: () => number) {
  const slant = (pick() - 0.5) * 0.5
  const lines: [number, number, number, number][] = []
  const step = 26 + pick() * 14
  for (let x = -60 + pick() * step; x < width + 60; x += step) lines.push([x, 0, x + slant * height, height])
  for (let y = -60 + pick() * step; y < height + 60; y += step) lines.push([0, y, width, y - slant * width])
  const avenue = Math.floor(pick() * lines.length)
  return lines.map(([x1, y1, x2, y2], index) => ({
    isAvenue: index % 5 === avenue % 5,
    d: `M${x1.toFixed(1)} ${y1.toFixed(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}`,
  }))
}

function parkOf(pick: () => number) {
  const [x, y] = [pick() * width * 0.7, pick() * height * 0.6]
  return { x, y, width: 50 + pick() * 60, height: 34 + pick() * 40 }
}

function riverOf(pick: () => number): string {
  const [from, to, bend] = [pick() * height, pick() * height, pick() * height]
  return `M-10 ${from}Q${width / 2} ${bend} ${width + 10} ${to}`
}
