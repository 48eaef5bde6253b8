/**
 * The language of the command line: `--lang`, else what the environment names for messages, else English. It is known
 * before commands are declared, since their help is in it too.
 */
import type { Locale } from '../../model/errors/texts.ts'

export const languages = ['en', 'es', 'pt'] as const satisfies readonly Locale[]

type Environment = Readonly<Record<string, string | undefined>>

/** An unknown `--lang` is refused later, with all other options; its refusal is in the environment's language. */
export function languageOf(args: readonly string[], env: Environment): Locale {
  return known(flagOf(args)) ?? known(env.LC_ALL || env.LC_MESSAGES || env.LANG) ?? 'en'
}

function flagOf(args: readonly string[]): string | undefined {
  for (const [index, word] of args.entries()) {
    if (word === '--') return undefined
    if (word === '--lang') return args[index + 1]
    if (word.startsWith('--lang=')) return word.slice('--lang='.length)
  }
  return undefined
}

/** `es_EC.UTF-8` is Spanish; `C` and other languages are none of the three. */
function known(name: string | undefined): Locale | undefined {
  const primary = name?.toLowerCase().split(/[._@-]/)[0]
  return languages.find((one) => one === primary)
}
