/** The filters of the list of messages, as the address names them: the router knows them before the page is loaded. */
export const filterNames = [
  'bot',
  'person',
  'direction',
  'state',
  'code',
  'kind',
  'template',
  'campaign',
  'id',
  'from',
  'to',
] as const
