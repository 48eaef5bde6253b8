/** Words for failures by their code, loaded in the reader's language when the first one is shown. */
import { queryOptions } from '@tanstack/react-query'
import { loadPart } from '../../kit/part.ts'
import type { Language } from '../words.tsx'
import { type Cause, type CauseTexts, causeOf } from './causes.ts'

const loaders: Record<Language, () => Promise<Record<Cause, CauseTexts>>> = {
  es: () => import('./texts-es.ts').then(({ failures }) => failures),
  pt: () => import('./texts-pt.ts').then(({ failures }) => failures),
  en: () => import('./texts-en.ts').then(({ failures }) => failures),
}

export function failuresQuery(language: Language) {
  return queryOptions({
    queryKey: ['words-of-failures', language],
    queryFn: async () => {
      const texts = await loadPart('failures', loaders[language])
      return (code: string): CauseTexts => texts[causeOf(code)]
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
}
