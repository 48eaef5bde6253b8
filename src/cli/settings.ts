/** The settings of a command, from its flags and the environment. Ignored names are reported. */
import { Option } from 'commander'
import { type Config, loadConfig, type SettingName } from '../config/config.ts'
import { logFormats } from '../config/text.ts'
import type { Say } from './frame/say.ts'

/** `warn` gets a sentence for each kind of ignored names; by default it goes to the standard error. */
export function readSettings(
  flags: Partial<Config> = {},
  defaults: Partial<Record<SettingName, string>> = {},
  warn: (sentence: string) => void = reportOnStderr,
): Config {
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
  const loaded = loadConfig(process.env, given, defaults)
  if (!loaded.ok) throw new Error(loaded.problems.join(' '))
  for (const sentence of loaded.warnings) warn(sentence)
  return loaded.config
}

function reportOnStderr(sentence: string): void {
  process.stderr.write(`recado: ${sentence}\n`)
}

export function logFormatOption(say: Say): Option {
  const option = new Option('--log-format <format>', say('option_log_format'))
  return option.choices([...logFormats])
}
