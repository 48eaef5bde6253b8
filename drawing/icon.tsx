/**
 * Icons, drawn here so that they look the same whatever fonts a machine has; the round picture of a person or a
 * business; and words that only a screen reader says.
 */

const strokes = {
  attach: 'M12 5v14M5 12h14',
  audio: 'M12 15a3 3 0 0 0 3-3V7a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6 12a6 6 0 0 0 12 0M12 18v3',
  back: 'M15 5l-7 7 7 7',
  call: 'M6 4h3l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v3a2 2 0 0 1-2 2A14 14 0 0 1 4 6a2 2 0 0 1 2-2z',
  catalog: 'M6 8h12l1 12H5zM9 8a3 3 0 0 1 6 0',
  check: 'M5 12l5 5L20 7',
  clock: 'M12 7v5l3 2M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  close: 'M6 6l12 12M18 6L6 18',
  code: 'M9 9h10v10H9zM5 15V5h10',
  contact: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  document: 'M7 3h7l4 4v14H7zM14 3v4h4',
  down: 'M5 9l7 7 7-7',
  download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  edit: 'M4 20l1-5L16 4l4 4L9 19zM14 6l4 4',
  failed: 'M12 8v5M12 16h.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18z',
  fewer: 'M5 12h14',
  flow: 'M6 4h12v16H6zM9 8h6M9 12h6M9 16h3',
  image: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01',
  list: 'M5 7h.01M5 12h.01M5 17h.01M9 7h11M9 12h11M9 17h11',
  location: 'M12 21s-7-6.5-7-11a7 7 0 0 1 14 0c0 4.5-7 11-7 11zM12 12.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
  more: 'M12 5v14M5 12h14',
  next: 'M9 5l7 7-7 7',
  offer: 'M4 4h8l8 8-8 8-8-8zM8 8h.01',
  pause: 'M8 5v14M16 5v14',
  play: 'M8 5l11 7-11 7z',
  reply: 'M10 7l-5 5 5 5M5 12h9a5 5 0 0 1 5 5v1',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5',
  send: 'M4 4l17 8-17 8 3-8zM7 12h6',
  settings: 'M4 7h9M17 7h3M15 7m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M4 17h3M11 17h9M9 17m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0',
  smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 14c1 2 2.4 3 4 3s3-1 4-3M9 9.5h.01M15 9.5h.01',
  sticker: 'M20 12a8 8 0 1 1-8-8zM12 4c0 5 3 8 8 8',
  tick: 'M5 12l4 4L18 7',
  ticks: 'M2 12l4 4L15 7M11 15l1 1 9-9',
  url: 'M13 5h6v6M19 5l-9 9M17 14v5H5V7h5',
  video: 'M8 5l11 7-11 7z',
} as const satisfies Record<string, string>

/** Decorative: the text or the label beside it carries the meaning. Of an unknown name, a sheet of paper. */
export function Icon({ name }: { name: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" className="icon-mark">
      <path d={Object.hasOwn(strokes, name) ? strokes[name as keyof typeof strokes] : strokes.document} />
    </svg>
  )
}

const hues = ['#0a7c66', '#8a4bb0', '#b05d2c', '#2c6fb0', '#b03a63', '#5d7a1f']

/** The name's first letter, or a figure if the person has only a number. */
export function Avatar({ name }: { name: string }) {
  const [first] = name
  const isNamed = first !== undefined && /\p{L}/u.test(first)
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0)
  return (
    <span className="avatar" aria-hidden="true" style={{ backgroundColor: hues[sum % hues.length] }}>
      {isNamed ? first.toUpperCase() : <Icon name="contact" />}
    </span>
  )
}

/** Words for screen readers, where sighted users see a mark or a colour. */
export function Spoken({ text }: { text: string }) {
  return <span className="spoken">{text}</span>
}
