/**
 * The order of the pages; one that is not in the folder is left out. `test/rules/guide.test.ts` holds that every page has
 * a place.
 */
export const groups = [
  {
    title: { en: 'Begin', es: 'Comenzar', pt: 'Começar' },
    pages: ['index', 'first-message', 'going-live'],
  },
  {
    title: { en: 'Write a bot', es: 'Programar un bot', pt: 'Programar um bot' },
    pages: [
      'messages',
      'templates',
      'answers-and-webhooks',
      'skills',
      'responders',
      'support-panel',
      'errors',
      'testing',
    ],
  },
  {
    title: { en: 'Run it', es: 'Operarlo', pt: 'Operar' },
    pages: [
      ...['installing', 'sizing', 'retention', 'backup', 'upgrading', 'incidents'],
      ...['campaigns', 'limits', 'consent', 'costs'],
    ],
  },
  {
    title: { en: 'Move here', es: 'Mudarse aquí', pt: 'Mudar para cá' },
    pages: ['moving-from-jelou', 'moving-from-graph', 'moving-from-twilio', 'moving-from-evolution'],
  },
  {
    title: { en: 'For a decision', es: 'Para decidir', pt: 'Para decidir' },
    pages: ['reliability', 'security'],
  },
]
