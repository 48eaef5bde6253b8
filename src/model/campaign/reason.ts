/**
 * Reasons why a row of a campaign's file is not sent, as data and as sentences in the three languages. A value that a
 * template cannot take has the same reason as in a single send; the reasons here are those that only a file has. Stored
 * with the row, shown by report and preview.
 */
import type { WithheldKind } from '../consent/suppression.ts'
import type { Locale, Texts } from '../errors/texts.ts'
import { type Rule, rules } from '../errors/violation.ts'

export const rowRules = {
  destination_empty: {
    en: 'The phone number is missing.',
    es: 'Falta el número de teléfono.',
    pt: 'Falta o número de telefone.',
  },
  destination_scientific: {
    en: 'The phone number was saved in scientific notation and lost digits: format the column as text and save again.',
    es:
      'El número se guardó en notación científica y perdió dígitos: ' +
      'dé formato de texto a la columna y guarde de nuevo.',
    pt: 'O número foi salvo em notação científica e perdeu dígitos: formate a coluna como texto e salve novamente.',
  },
  destination_local: {
    en: 'The phone number begins with 0, or has a 0 after its country code: write the country code and no 0.',
    es: 'El número comienza con 0, o lleva un 0 después del código de país: escriba el código de país y ningún 0.',
    pt: 'O número começa com 0, ou tem um 0 depois do código do país: escreva o código do país e nenhum 0.',
  },
  destination_form: {
    en: 'This is not a phone number with country code.',
    es: 'No es un número de teléfono con código de país.',
    pt: 'Não é um número de telefone com código do país.',
  },
  row_quotes: {
    en: 'The quotes of the row are not closed, or text follows them within a cell.',
    es: 'Las comillas de la fila no se cierran, o hay texto después de ellas en la celda.',
    pt: 'As aspas da linha não são fechadas, ou há texto depois delas na célula.',
  },
  row_size: {
    en: 'The row is longer than 65,536 characters.',
    es: 'La fila supera los 65.536 caracteres.',
    pt: 'A linha ultrapassa 65.536 caracteres.',
  },
  row_long: {
    en: 'The row has {actual} values and the header {expected}: a value that contains the separator must be quoted.',
    es:
      'La fila tiene {actual} valores y el encabezado {expected}: ' +
      'un valor que contiene el separador debe ir entre comillas.',
    pt:
      'A linha tem {actual} valores e o cabeçalho {expected}: ' +
      'um valor que contém o separador deve estar entre aspas.',
  },
  row_short: {
    en: 'The row has {actual} values; the template needs those of {expected} columns.',
    es: 'La fila tiene {actual} valores; la plantilla necesita los de {expected} columnas.',
    pt: 'A linha tem {actual} valores; o modelo precisa dos de {expected} colunas.',
  },
  row_repeated: {
    en: 'The destination is already in line {line}: it gets one message.',
    es: 'El destino ya está en la línea {line}: se envía una sola vez.',
    pt: 'O destino já está na linha {line}: é enviado uma única vez.',
  },
  row_suppressed: {
    en: 'The person does not want marketing messages.',
    es: 'La persona no quiere recibir mensajes de marketing.',
    pt: 'A pessoa não quer receber mensagens de marketing.',
  },
  row_capped: {
    en: 'The person already got as many marketing messages as the bot allows in these days.',
    es: 'La persona ya recibió los mensajes de marketing que el bot permite en estos días.',
    pt: 'A pessoa já recebeu as mensagens de marketing que o bot permite nestes dias.',
  },
} satisfies Record<string, Texts>

/** Why a row was left out, although it is good. */
export function withheldReason(by: WithheldKind): RowReason {
  return { path: 'destination', rule: by === 'SUPPRESSED' ? 'row_suppressed' : 'row_capped' }
}

export type RowRule = keyof typeof rowRules

/** `path` is the column, or the field of the request, that the reason is about. */
export type RowReason = { path: string; rule: Rule | RowRule; args?: Record<string, string | number> }

export function rowReasonTexts({ path, rule, args }: RowReason): Texts {
  const texts: Texts = rule in rowRules ? rowRules[rule as RowRule] : rules[rule as Rule]
  const fill = (text: string) =>
    text.replaceAll(/\{(\w+)\}/g, (_, name: string) => (name === 'field' ? path : String(args?.[name] ?? name)))
  return { en: fill(texts.en), es: fill(texts.es), pt: fill(texts.pt) }
}

export function rowReasonText(reason: RowReason, language: Locale): string {
  return rowReasonTexts(reason)[language]
}
