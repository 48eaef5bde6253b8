/** The console's few pictures, drawn in the colour of the text beside them. They say nothing that no text says. */

const paths = {
  overview: 'M4 13h6V4H4v9zm0 7h6v-5H4v5zm10 0h6v-9h-6v9zm0-16v5h6V4h-6z',
  conversations: 'M3 4h12v9H8l-5 4V4zm14 4h4v13l-4-3h-7v-3h7V8z',
  messages: 'M4 4h16v12H9l-5 4V4zm4 4v2h8V8H8zm0 3.5v2h5v-2H8z',
  webhooks: 'M12 3a4 4 0 0 1 2 7.5l2.5 4.6A4 4 0 1 1 15 18H9.9a4 4 0 1 1-2.6-4.9L9.8 10A4 4 0 0 1 12 3z',
  campaigns: 'M4 9v6h3l1 5h3l-1-5h1l7 4V5l-7 4H4zm16 1v4a2.5 2.5 0 0 0 0-4z',
  costs: 'M3 6h18v12H3V6zm2 2v8h14V8H5zm7 1.500a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5z',
  templates: 'M5 3h14v18H5V3zm3 4v2h8V7H8zm0 4v2h8v-2H8zm0 4v2h5v-2H8z',
  numbers:
    'M7 2h10a2 2 0 0 1 2 2v16a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2V4a2 2 0 0 1 2-2zm0 3v12h10V5H7zm4 13.500v1.500h2v-1.500h-2z',
  people:
    'M9 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zm-7 16c0-4 3.500-6 7-6s7 2 7 6H2zM16 4.300a4 4 0 0 1 0 7.400 6 6 0 0 0 0-7.400zm1.500 9.900c2.700.6 4.500 2.500 4.500 5.800h-4c0-2.400-.6-4.300-1.900-5.800h1.400z',
  audit:
    'M4 4h16v2H4V4zm0 5h10v2H4V9zm0 5h7v2H4v-2zm0 5h7v2H4v-2zm13-7a5 5 0 1 1 0 10 5 5 0 0 1 0-10zm-1 2v4l3 1.700.8-1.400-2-1.200V14H16z',
  inbox: 'M5 4h14l3 9v7H2v-7l3-9zm1.400 2-2.300 7H9a3 3 0 0 0 6 0h4.900l-2.300-7H6.400z',
  settings:
    'M10 2h4l.5 2.700 1.700.7L18.500 4 21 6.500l-1.500 2.300.7 1.700 2.800.5v3l-2.800.5-.7 1.700 1.500 2.300-2.500 2.500-2.300-1.500-1.700.7L14 23h-4l-.5-2.800-1.700-.7L5.500 21 3 18.500l1.500-2.300-.7-1.700L1 14v-3l2.800-.5.7-1.700L3 6.500 5.500 4l2.300 1.500 1.700-.7L10 2zm2 6.500a4 4 0 1 0 0 8 4 4 0 0 0 0-8z',
  more: 'M5 10a2 2 0 1 1 0 4 2 2 0 0 1 0-4zm7 0a2 2 0 1 1 0 4 2 2 0 0 1 0-4zm7 0a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
  refused:
    'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zm0 2a7 7 0 0 0-5.500 11.300l9.800-9.800A7 7 0 0 0 12 5zm5.500 2.700-9.800 9.800A7 7 0 0 0 17.500 7.700z',
  optouts:
    'M4 9v6h3l1 5h3l-1-5h1l3 1.700V7.300L11 9H4zm11.400-.6L17 10l1.600-1.600L20 9.800 18.400 11.400 20 13l-1.400 1.400L17 12.800l-1.600 1.600L14 13v-3.200z',
  skills: 'M13 2 5 14h5l-1 8 9-13h-6l1-7z',
  sandbox: 'M7 2h10v20H7V2zm2 3v12h6V5H9zm2 13v2h2v-2h-2z',
  view: 'M6 3h12v18l-6-4.500L6 21V3zm2 2v12l4-3 4 3V5H8z',
  search: 'M10 3a7 7 0 0 1 5.6 11.2l5 5-1.4 1.4-5-5A7 7 0 1 1 10 3zm0 2a5 5 0 1 0 0 10 5 5 0 0 0 0-10z',
  down: 'M6 9l6 6 6-6-1.4-1.4L12 12.2 7.400 7.600z',
  out: 'M5 17.600 15.600 7H9V5h10v10h-2V8.400L6.400 19z',
  in: 'M19 6.400 8.400 17H15v2H5V9h2v6.600L17.600 5z',
  person: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zm-8 16c0-4 4-6 8-6s8 2 8 6H4z',
  language:
    'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zm0 2c-1 1-2 3-2.300 6h4.600C14 8 13 6 12 5zM5.100 13a7 7 0 0 0 4 5.400A13 13 0 0 1 7.700 13H5.100zm13.800 0h-2.600a13 13 0 0 1-1.400 5.400 7 7 0 0 0 4-5.400zM9.700 13c.3 3 1.300 5 2.300 6 1-1 2-3 2.300-6H9.700z',
  copy: 'M8 3h12v14h-3v4H4V7h4V3zm2 4h7v8h1V5h-8v2z',
  check: 'M9.500 18.500 3.800 12.800l2-2 3.700 3.700 8.700-8.700 2 2z',
  refresh: 'M12 5a7 7 0 0 1 6 3.400V5h2v7h-7v-2h3.700A5 5 0 1 0 17 13h2a7 7 0 1 1-7-8z',
} as const

export type IconName = keyof typeof paths

export function Icon({ name }: { name: IconName }) {
  return (
    <svg viewBox="0 0 24 24" className="icon" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  )
}
