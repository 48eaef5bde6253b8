/** What each setting is and where that comes from, for the operator. Of a secret only whether there is one. Pure. */
import { type Config, type SettingName, type SettingSource, settings } from './config.ts'

export type SettingInForce = {
  name: SettingName
  /** As it is written in the environment; null: unset, or a secret. */
  value: string | null
  default: string | null
  isSecret: boolean
  isSet: boolean
  /** `generated`: the gateway made the secret at its first start, as nobody gave one. */
  source: SettingSource | 'generated'
}

/** Made at the first start where they are not given (docs/configuration.md). */
const generated: ReadonlySet<SettingName> = new Set(['RECADO_SECRET_KEY', 'RECADO_ADMIN_TOKEN'])

/** In the order of the table. */
export function settingsInForce({ written = {} }: Pick<Config, 'written'>): SettingInForce[] {
  return (Object.keys(settings) as SettingName[]).map((name) => {
    const { default: fallback, isSecret } = settings[name]
    const { text, source } = written[name] ?? { text: fallback, source: 'default' as const }
    const isGenerated = text === undefined && generated.has(name)
    return {
      name,
      value: isSecret ? null : (text ?? null),
      default: fallback ?? null,
      isSecret,
      isSet: isGenerated || (text !== undefined && text !== ''),
      source: isGenerated ? 'generated' : source,
    }
  })
}
