/**
 * The words by which a person stops marketing messages or asks for them again, in answers and on buttons. Nothing on
 * the wire tells them apart from other text (meta-2026.md, section 7), so a whole answer must be one of them: "no
 * quiero salir" is none. Words that bots commonly use for something else (CANCEL, CANCELAR, NO) are left to the
 * operator. Pure.
 */

export const defaultStopWords: readonly string[] = [
  // Spanish.
  'BAJA',
  'DAR DE BAJA',
  'DARME DE BAJA',
  'SALIR',
  'PARAR',
  'DETENER',
  'DETENER PROMOCIONES',
  'NO MÁS PROMOCIONES',
  'CANCELAR SUSCRIPCIÓN',
  // Portuguese.
  'SAIR',
  'DESCADASTRAR',
  'PARAR PROMOÇÕES',
  'CANCELAR INSCRIÇÃO',
  // English.
  'STOP',
  'STOP ALL',
  'STOP PROMOTIONS',
  'UNSUBSCRIBE',
  'OPT OUT',
]

export const defaultResumeWords: readonly string[] = [
  // Spanish.
  'ALTA',
  'DARME DE ALTA',
  'REANUDAR',
  'SUSCRIBIRME',
  // Portuguese.
  'REATIVAR',
  'INSCREVER',
  // English.
  'START',
  'UNSTOP',
  'SUBSCRIBE',
  'OPT IN',
]

export type ConsentWords = { stopWords?: readonly string[] | null; resumeWords?: readonly string[] | null }

/**
 * The wish that a whole text expresses. Case, accents, punctuation and the space around and between words do not count.
 * A word that is in both lists stops.
 */
export function wishOf(text: string, { stopWords, resumeWords }: ConsentWords): 'stop' | 'resume' | undefined {
  if (text.length > longestAnswer) return undefined
  const said = wordKey(text)
  if (said === '') return undefined
  if ((stopWords ?? defaultStopWords).some((word) => wordKey(word) === said)) return 'stop'
  return (resumeWords ?? defaultResumeWords).some((word) => wordKey(word) === said) ? 'resume' : undefined
}

/** A word is up to 60 characters; the rest is room for punctuation, and bounds the work for a long text. */
const longestAnswer = 200

/** Equal for texts that are the same word. */
export function wordKey(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
