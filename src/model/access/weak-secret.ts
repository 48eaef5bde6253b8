/**
 * Guessable secrets: a common word, few different characters, a row of the keyboard, a repeated piece. Checks those
 * that an operator chose, at the start; generated ones have 256 bits. Pure.
 */

/** Common first guesses; digits and signs around them add nothing. */
const known = [
  ...[
    'password',
    'passwort',
    'contrasena',
    'contraseña',
    'senha',
    'clave',
    'secret',
    'secreto',
    'segredo',
    'token',
    'admin',
  ],
  ...[
    'administrator',
    'changeme',
    'change',
    'change-me',
    'please',
    'default',
    'example',
    'ejemplo',
    'exemplo',
    'sample',
    'letmein',
  ],
  ...[
    'welcome',
    'qwerty',
    'qwertyuiop',
    'asdfgh',
    'asdfghjkl',
    'zxcvbn',
    'zxcvbnm',
    'test',
    'testing',
    'prueba',
    'teste',
    'dev',
  ],
  ...[
    'development',
    'production',
    'prod',
    'local',
    'localhost',
    'recado',
    'demo',
    'sandbox',
    'whatsapp',
    'gateway',
    'client',
  ],
  ...[
    'user',
    'usuario',
    'root',
    'key',
    'apikey',
    'api',
    'my',
    'the',
    'your',
    'super',
    'insecure',
    'key',
    'access',
    'master',
    'abc',
  ],
].toSorted((a, b) => b.length - a.length)

/** Runs of the alphabet, of digits and of a keyboard. */
const rows = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm']

const fewest = 6

/** The reason why it is weak, or undefined. Never repeats any part of it. */
export function weakness(
  secret: string,
): 'repeats itself' | 'is made of known words' | 'is a sequence of characters' | undefined {
  const small = secret.toLowerCase()
  if (new Set(small).size < fewest || isRepeated(small)) return 'repeats itself'
  if (steps(small) > small.length / 2) return 'is a sequence of characters'
  if (known.reduce((rest, word) => rest.replaceAll(word, ''), small).replace(/[^a-z]/g, '').length < 4) {
    return isMostlyDigits(small) ? undefined : 'is made of known words'
  }
  return undefined
}

/** A secret of digits is as good as one of letters; years and counts behind a word are not. */
function isMostlyDigits(secret: string): boolean {
  return secret.replace(/\D/g, '').length >= 16
}

/** One piece, twice or more, as a whole or cut off at the end. */
function isRepeated(secret: string): boolean {
  for (let length = 1; length <= secret.length / 2; length++) {
    if (secret.startsWith(secret.slice(length))) return true
  }
  return false
}

/** How many characters follow their predecessor in such a row, in either direction. */
function steps(secret: string): number {
  const pairs = rows.flatMap((row) => [row, [...row].toReversed().join('')])
  let count = 0
  for (let at = 1; at < secret.length; at++) {
    const pair = secret.slice(at - 1, at + 1)
    if (pairs.some((row) => row.includes(pair))) count++
  }
  return count
}
