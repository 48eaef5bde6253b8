/**
 * The OpenAPI document for a reader: names of groups, summaries of operations and the introduction in Spanish or
 * Portuguese. For the page at `/docs` alone: names that programs use stay as they are.
 */
import type { OperationId } from '../../model/access/operations.ts'
import type { Locale } from '../../model/errors/texts.ts'
import type { Json } from './schemas.ts'
import { tags } from './tags.ts'
import { textsOf } from './texts.ts'

type Document = Json & { info: Json; paths: Paths; webhooks: Paths }
type Operation = { operationId: OperationId; summary: string; tags: string[] }
type Paths = Record<string, Record<string, Operation>>
type Foreign = Exclude<Locale, 'en'>

export function translated(document: Json, locale: Foreign): Json {
  const { info, paths, webhooks, ...rest } = document as Document
  const names = new Map<string, string>(tags.map((group) => [group.en[0], group[locale][0]]))
  const grouped = (operation: Operation) => ({ ...operation, tags: operation.tags.map((tag) => names.get(tag) ?? tag) })
  return {
    ...rest,
    info: { ...info, description: introductions[locale] },
    tags: tags.map(({ [locale]: [name, description] }) => ({ name, description })),
    paths: mapped(paths, (operation) => ({
      ...grouped(operation),
      summary: textsOf(operation.operationId)[locale],
    })),
    webhooks: mapped(webhooks, grouped),
  }
}

function mapped(paths: Paths, change: (operation: Operation) => Operation): Paths {
  const ofMethods = (methods: Record<string, Operation>) =>
    Object.fromEntries(Object.entries(methods).map(([method, operation]) => [method, change(operation)]))
  return Object.fromEntries(Object.entries(paths).map(([path, methods]) => [path, ofMethods(methods)]))
}

const introductions = {
  es:
    'WhatsApp Business: la API de mensajes de Jelou, y la gestión de bots y clientes. Cada respuesta lleva la ' +
    'cabecera `X-Request-Id`, que nombra la solicitud en el registro.',
  pt:
    'WhatsApp Business: a API de mensagens da Jelou, e a gestão de bots e clientes. Cada resposta traz o cabeçalho ' +
    '`X-Request-Id`, que identifica a solicitação no registro.',
} satisfies Record<Foreign, string>
