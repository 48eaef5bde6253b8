/**
 * Reasons of failed network exchanges, in words: the one place where codes of the system and of libraries are
 * translated. Stored reasons (timelines, runs, files) are English and are translated when shown in another language.
 * Pure.
 */
import { isUnavailable } from './errors.ts'
import type { Locale, Texts } from './texts.ts'

/** Thrown by the gateway itself: its message is the reason in words. */
export class PlainError extends Error {}

const words = {
  cut: { en: 'the connection was cut', es: 'la conexión se cortó', pt: 'a conexão foi interrompida' },
  refused: { en: 'the connection was refused', es: 'la conexión fue rechazada', pt: 'a conexão foi recusada' },
  no_connection: {
    en: 'the connection timed out',
    es: 'se agotó el tiempo de conexión',
    pt: 'o tempo de conexão se esgotou',
  },
  no_way: {
    en: 'there is no route to the host',
    es: 'no hay ruta hasta el servidor',
    pt: 'não há rota até o servidor',
  },
  no_answer: {
    en: 'there was no response in time',
    es: 'no hubo respuesta a tiempo',
    pt: 'não houve resposta a tempo',
  },
  late_file: {
    en: 'the transfer did not end in time',
    es: 'la transferencia no terminó a tiempo',
    pt: 'a transferência não terminou a tempo',
  },
  unknown_host: {
    en: 'the host name does not exist',
    es: 'el nombre del servidor no existe',
    pt: 'o nome do servidor não existe',
  },
  unresolved_host: {
    en: 'the host name could not be resolved',
    es: 'no se pudo resolver el nombre del servidor',
    pt: 'não foi possível resolver o nome do servidor',
  },
  certificate: {
    en: "the host's certificate is not valid",
    es: 'el certificado del servidor no es válido',
    pt: 'o certificado do servidor não é válido',
  },
  tls: {
    en: 'no secure connection could be established',
    es: 'no se pudo establecer una conexión segura',
    pt: 'não foi possível estabelecer uma conexão segura',
  },
  no_http: {
    en: 'the response is not valid HTTP',
    es: 'la respuesta no es HTTP válido',
    pt: 'a resposta não é HTTP válido',
  },
  not_sendable: {
    en: 'the request has content that HTTP does not allow',
    es: 'la solicitud tiene contenido que HTTP no permite',
    pt: 'a solicitação tem conteúdo que o HTTP não permite',
  },
  private: { en: 'the address is not allowed', es: 'la dirección no está permitida', pt: 'o endereço não é permitido' },
  called_off: { en: 'the request was canceled', es: 'la solicitud se canceló', pt: 'a solicitação foi cancelada' },
  store: {
    en: 'the store did not accept it in time',
    es: 'el almacén no lo aceptó a tiempo',
    pt: 'o armazenamento não o aceitou a tempo',
  },
  disk: {
    en: 'the gateway could not write the file',
    es: 'la pasarela no pudo escribir el archivo',
    pt: 'o gateway não conseguiu gravar o arquivo',
  },
  unpacked: {
    en: 'the response could not be decompressed',
    es: 'no se pudo descomprimir la respuesta',
    pt: 'não foi possível descompactar a resposta',
  },
  files: {
    en: 'the gateway has too many open files',
    es: 'la pasarela tiene demasiados archivos abiertos',
    pt: 'o gateway tem arquivos abertos demais',
  },
  other: {
    en: 'the request could not be made',
    es: 'no se pudo hacer la solicitud',
    pt: 'não foi possível fazer a solicitação',
  },
} as const satisfies Record<string, Texts>

type Key = keyof typeof words

const keys: Record<string, Key> = {
  ERR_PRIVATE_ADDRESS: 'private',
  ERR_TIME_LIMIT: 'no_answer',
  UND_ERR_HEADERS_TIMEOUT: 'no_answer',
  UND_ERR_BODY_TIMEOUT: 'no_answer',
  TimeoutError: 'late_file',
  AbortError: 'called_off',
  ABORT_ERR: 'called_off',
  UND_ERR_ABORTED: 'called_off',
  UND_ERR_CLOSED: 'called_off',
  UND_ERR_DESTROYED: 'called_off',
  UND_ERR_CONNECT_TIMEOUT: 'no_connection',
  ETIMEDOUT: 'no_connection',
  ENOTFOUND: 'unknown_host',
  EAI_AGAIN: 'unresolved_host',
  EAI_FAIL: 'unresolved_host',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'cut',
  ECONNABORTED: 'cut',
  EPIPE: 'cut',
  ERR_STREAM_PREMATURE_CLOSE: 'cut',
  UND_ERR_SOCKET: 'cut',
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: 'cut',
  EHOSTUNREACH: 'no_way',
  ENETUNREACH: 'no_way',
  ENETDOWN: 'no_way',
  EHOSTDOWN: 'no_way',
  EADDRNOTAVAIL: 'no_way',
  CERT_HAS_EXPIRED: 'certificate',
  CERT_NOT_YET_VALID: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  EPROTO: 'tls',
  UND_ERR_HEADERS_OVERFLOW: 'no_http',
  UND_ERR_INVALID_ARG: 'not_sendable',
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: 'not_sendable',
  ENOSPC: 'disk',
  EDQUOT: 'disk',
  EROFS: 'disk',
  EACCES: 'disk',
  EIO: 'disk',
  EMFILE: 'files',
  ENFILE: 'files',
}

/** Families of codes, by prefix. */
const families: readonly (readonly [string, Key])[] = [
  ['HPE_', 'no_http'],
  ['ERR_TLS', 'tls'],
  ['ERR_SSL', 'tls'],
  ['CERT_', 'certificate'],
  // zlib and its Brotli.
  ['Z_', 'unpacked'],
  ['ERR__', 'unpacked'],
  ['ERR_BROTLI', 'unpacked'],
]

/**
 * In English. The system's own texts reveal resolved addresses, and its codes mean nothing to readers: neither is
 * shown.
 */
export function networkReason(error: unknown): string {
  if (error instanceof PlainError) return error.message
  if (isUnavailable(error)) return words.store.en
  return words[keyOf(codeOf(error))].en
}

/** The words in another language; other texts stay unchanged. */
export function reasonIn(locale: Locale, reason: string): string {
  const texts = Object.values(words).find(({ en }) => en === reason)
  return texts?.[locale] ?? reason
}

/**
 * The code of the error, of its cause, or of the first of several attempts (one for each address of a name); '' when
 * there is none.
 */
export function codeOf(error: unknown): string {
  const shapes = [error, property(error, 'cause'), property(property(error, 'errors'), '0')]
  for (const shape of shapes) {
    const code = property(shape, 'code')
    if (typeof code === 'string') return code
  }
  const name = property(error, 'name')
  return typeof name === 'string' && name in keys ? name : ''
}

function property(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null ? (of as Record<string, unknown>)[name] : undefined
}

function keyOf(code: string): Key {
  return keys[code] ?? families.find(([beginning]) => code.startsWith(beginning))?.[1] ?? 'other'
}
