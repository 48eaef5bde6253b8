/** The translation that is sent: exact, regional and bare languages, and the reason when there is none. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locale } from '../../src/model/errors/texts.ts'
import { resolveLanguage } from '../../src/model/template/language.ts'
import { template } from '../support/template-definitions.ts'

type Row = { requested?: string; stored: string; fallback?: Locale; expected: string }

/** Stored translations in their order; `!` marks one that is not approved. */
const rows: Row[] = [
  { requested: 'es', stored: 'en es es_MX', expected: 'es' },
  { requested: 'ES', stored: 'es', expected: 'es' },
  { requested: 'es-mx', stored: 'es es_MX', expected: 'es_MX' },
  { requested: 'es_MX', stored: 'es-MX', expected: 'es-MX' },
  { requested: 'es', stored: 'es_AR es_MX', expected: 'es_MX' },
  { requested: 'es', stored: 'es_UY es_AR', expected: 'es_AR' },
  { requested: 'es', stored: 'es! es_EC', expected: 'es_EC' },
  { requested: 'pt', stored: 'pt_PT pt_BR', expected: 'pt_BR' },
  { requested: 'pt', stored: 'pt_PT', expected: 'pt_PT' },
  { requested: 'en', stored: 'en_AU en_GB en_US', expected: 'en_US' },
  { requested: 'es_MX', stored: 'es', expected: 'es' },
  { requested: 'es_MX', stored: 'es_MX! es', expected: 'es' },
  { requested: 'es_MX', stored: 'es_AR', expected: 'no_language es_AR' },
  { requested: 'fr', stored: 'pt_BR en', expected: 'no_language en,pt_BR' },
  { requested: 'es', stored: 'est', expected: 'no_language est' },
  { requested: 'constructor', stored: 'es', expected: 'no_language es' },
  { requested: 'es', stored: 'es!', expected: 'not_approved es PENDING' },
  { requested: 'es', stored: 'es! en', expected: 'not_approved es PENDING' },
  { requested: 'pt', stored: 'es!', expected: 'not_approved es PENDING' },
  { requested: 'es', stored: '', expected: 'missing' },
  { stored: 'en es', fallback: 'es', expected: 'es' },
  { stored: 'en pt_BR', fallback: 'pt', expected: 'pt_BR' },
  { stored: 'fr', fallback: 'es', expected: 'fr' },
  { stored: 'fr de', fallback: 'es', expected: 'de' },
  { stored: 'es! en', fallback: 'es', expected: 'en' },
  { stored: 'es! fr!', fallback: 'es', expected: 'not_approved es PENDING' },
  { stored: '', expected: 'missing' },
]

for (const { requested, stored, fallback = 'es', expected } of rows) {
  test(`${requested ?? `nothing, of a bot in ${fallback}`} out of "${stored}" is ${expected}`, () => {
    const definitions = stored
      .split(' ')
      .filter(Boolean)
      .map((word) =>
        template('t', [], { language: word.replace('!', ''), status: word.endsWith('!') ? 'PENDING' : 'APPROVED' }),
      )
    const result = resolveLanguage(requested, definitions, fallback)
    const said = {
      found: () => (result.kind === 'found' ? result.definition.language : ''),
      missing: () => 'missing',
      not_approved: () => (result.kind === 'not_approved' ? `not_approved ${result.language} ${result.status}` : ''),
      no_language: () => (result.kind === 'no_language' ? `no_language ${result.available}` : ''),
    }
    assert.equal(said[result.kind](), expected)
  })
}
