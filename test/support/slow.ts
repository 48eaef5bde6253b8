/**
 * Files that `npm test` leaves to `npm run test:slow`: walks over every form, page, theme and language, floods, random
 * faults, failovers and what kills processes many times. Continuous integration runs both. What they walk has a test
 * of its main path elsewhere, and each promise one in `npm test` (test/rules/slow.test.ts).
 */
export const slow: readonly string[] = [
  'browser/console-failures',
  'browser/console-files',
  'browser/console-forms',
  'browser/console-kinds',
  'browser/console-outdated',
  'browser/console-samples',
  'browser/console-themes',
  'browser/console-views',
  'browser/docs',
  'browser/foreign-origin',
  'browser/live-phone',
  'browser/templates',
  'crash/bot-deletion',
  'crash/campaign',
  'crash/chaos',
  'crash/secret-key',
  'crash/skills',
  'crash/standstill',
  'failover/point-in-time',
  'failover/servers',
  'flow/campaign-stops',
  'flow/cli-backup',
  'flow/flood-bodies',
  'flow/flood-fairness',
  'flow/floods',
  'flow/overload-fair',
  'flow/random-faults',
  'flow/secret-key',
  'flow/upgrade',
  'fuzz/requests',
]
