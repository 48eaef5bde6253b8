/** What a bot may keep of a person, in the order in which an export has it. */
export const personParts = [
  'names',
  'messagesSent',
  'messagesReceived',
  'events',
  'skillRuns',
  'campaignRows',
  'files',
] as const
export type PersonPart = (typeof personParts)[number]
