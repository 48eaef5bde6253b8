/**
 * Texts in Spanish say usted, texts in Portuguese say você, as they are said in Latin America and Brazil
 * (docs/decisions/limits.md, "Form of address"). Words and imperatives of the other forms are looked for by lists.
 */
import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { readTranslations, type Translation } from '../support/translations.ts'

/** Texts that others have fixed. */
const fixed: Record<string, string> = {
  'Estamos teniendo problemas procesando la solicitud. Por favor intenta mas tarde.': "the compatible API's own",
  'Tu código de verificación es *{{1}}*.': "Meta's own, which it writes into authentication templates",
}

/** Words that only the other form has, and in Portuguese those of Portugal. */
const words = {
  es:
    'tú tu tus tuyo tuya tuyos tuyas te ti contigo vos vosotros vosotras vuestro vuestra vuestros vuestras os ' +
    'eres estás has puedes debes tienes quieres necesitas deseas sabes haces usas envías recibes podrás tendrás deberás ' +
    'haz pon ten ven podés tenés querés sabés ordenador móvil',
  pt:
    'tu te ti contigo teu tua teus tuas vós vosso vossa vossos vossas ' +
    'és estás podes deves tens queres precisas sabes fazes usas envias recebes poderás terás deverás ' +
    'ecrã ecrãs utilizador utilizadores ficheiro ficheiros telemóvel palavra-passe contacto contactos registo registos ' +
    'equipa partilhar partilha facto actual actualizar acção direcção receção morada rato',
}

/** Verbs of such texts in the infinitive; irregular stems with the form that tú or tu gives. */
const verbs = {
  es:
    'intentar enviar guardar copiar revisar esperar usar agregar añadir eliminar definir cambiar crear entrar ingresar ' +
    'iniciar indicar verificar seleccionar solicitar asignar aumentar aplicar subir descargar reanudar cancelar modificar ' +
    'apelar permitir configurar registrar restablecer dejar tocar pulsar presionar buscar activar desactivar quitar ' +
    'confirmar reiniciar consultar escribir abrir leer editar elegir=elige repetir=repite pedir=pide ' +
    'corregir=corrige volver=vuelve cerrar=cierra probar=prueba seguir=sigue mostrar=muestra',
  pt:
    'tentar enviar salvar guardar copiar verificar aguardar esperar usar adicionar remover excluir apagar definir alterar ' +
    'mudar criar entrar informar indicar selecionar solicitar atribuir aumentar aplicar baixar retomar cancelar recorrer ' +
    'permitir configurar registrar restaurar deixar tocar buscar ativar desativar confirmar reiniciar consultar escrever ' +
    'abrir ler editar escolher repetir=repete pedir=pede corrigir=corrige digitar acessar fechar conferir=confere',
}

/** `-ar` gives `-a`, other verbs `-e`: usted and você have it the other way round. */
const imperatives = { es: imperativesOf(verbs.es), pt: imperativesOf(verbs.pt) }

const clitics = {
  es: '(?:me|nos)?(?:lo|la|los|las|le|les|me)',
  pt: '-(?:o|a|os|as|lo|la|me|lhe)',
}

let translations: Translation[] = []

before(async () => {
  translations = await readTranslations()
})

test('the tables of errors, rules, campaigns, pages, the phone and the guide are read', () => {
  assert.ok(translations.length > 700, `${translations.length} texts`)
  const paths = new Set(translations.map(({ path }) => path))
  for (const name of ['errors', 'violation', 'stop-texts', 'sign-in-page', 'home', 'words-es', 'words-pt', 'messages'])
    assert.ok(
      [...paths].some((path) => path.includes(`/${name}.`)),
      name,
    )
})

test('no text says tú or vosotros, tu or vós, or a word of Portugal', () => {
  const wrong = translations.flatMap(({ language, path, text, isProse }) =>
    text in fixed
      ? []
      : (isProse ? wordsIn : faultsIn)(language, text).map((found) => `${path}: "${found}" in "${text}"`),
  )
  assert.deepEqual(wrong, [])
})

test('every exception is still there', () => {
  const texts = new Set(translations.map(({ text }) => text))
  for (const text of Object.keys(fixed)) assert.ok(texts.has(text), text)
})

test('the other forms are seen, and the right ones are not', () => {
  const wrong = {
    es: [
      'Envía una plantilla.',
      'Por favor, inténtalo de nuevo.',
      'Elige tu contraseña',
      'No tienes permiso.',
      'Guárdala aquí.',
    ],
    pt: ['Envia um modelo.', 'O teu bot', 'Não podes usar.', 'Salva-o aqui: abre o ficheiro.', 'Escolhe uma opção'],
  }
  const right = {
    es: ['Envíe una plantilla.', 'Por favor, inténtelo de nuevo.', 'La campaña prueba una fila.', 'Ábralo y guárdelo.'],
    pt: [
      'Envie um modelo.',
      'O seu bot',
      'Você não pode usar.',
      'Salve-o aqui: abra o arquivo.',
      'A campanha tenta uma linha.',
    ],
  }
  for (const language of ['es', 'pt'] as const) {
    for (const text of wrong[language]) assert.notDeepEqual(faultsIn(language, text), [], text)
    for (const text of right[language]) assert.deepEqual(faultsIn(language, text), [], text)
  }
})

/** A bare imperative is one at the beginning of a clause only: elsewhere the same form has a third person as its subject. */
function faultsIn(language: Translation['language'], text: string): string[] {
  const plain = withoutAccents(small(text))
  const commands = imperatives[language].filter(
    (form) =>
      new RegExp(`(?:^|[.:;¡!?]\\s+)${form}${end}`, 'u').test(plain) ||
      new RegExp(`${start}${form}${clitics[language]}${end}`, 'u').test(plain),
  )
  return [...wordsIn(language, text), ...commands]
}

function wordsIn(language: Translation['language'], text: string): string[] {
  return words[language].split(' ').filter((word) => new RegExp(`${start}${word}${end}`, 'u').test(small(text)))
}

const small = (text: string) => text.replaceAll(/\{\w+\}/g, ' ').toLowerCase()

const start = '(?<![\\p{L}\\p{M}-])'
const end = '(?![\\p{L}\\p{M}])'

function imperativesOf(list: string): string[] {
  return [...new Set(list.split(' '))].map((verb) => {
    const [infinitive = '', irregular] = verb.split('=')
    return withoutAccents(irregular ?? infinitive.slice(0, -2) + (infinitive.endsWith('ar') ? 'a' : 'e'))
  })
}

function withoutAccents(text: string): string {
  return text.normalize('NFD').replaceAll(/[\u0300-\u0302\u0308]/g, '')
}
