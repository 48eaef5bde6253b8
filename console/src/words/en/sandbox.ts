/** The texts of the page of the sandbox, in English. */
export const sandbox = {
  'sandbox.lead': 'A WhatsApp of this installation alone: nothing reaches a real person.',
  'sandbox.none': 'There is no sandbox here',
  'sandbox.none_do': 'Every bot is connected to Meta. Start the gateway with RECADO_SANDBOX=on to have one.',
  'sandbox.phones': 'Phones',
  'sandbox.try': 'Make something happen',
  'sandbox.try_about':
    'These commands speak to the sandbox itself, and need no key. Its address is as the gateway reaches it.',
  'sandbox.writes': 'A person writes',
  'sandbox.fails': 'Messages to a person are accepted and fail later',
  'sandbox.review': 'New templates wait for a review by hand',
  'sandbox.reset': 'Everything as it was at the start',
  'sandbox.docs': 'All that it can do',
  'sandbox.guide': 'Testing, in the guide',
  'sandbox.open': 'Open the phone',
} as const
