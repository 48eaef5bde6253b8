/** The data that a bot may keep of a person, in the order of an export. */
export const personParts = [
  'names',
  'inbox',
  'notes',
  'suppressions',
  'messagesSent',
  'messagesReceived',
  'events',
  'skillRuns',
  'campaignRows',
  'files',
  'filesFor',
] as const
export type PersonPart = (typeof personParts)[number]
