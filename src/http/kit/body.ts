/**
 * The body parser of every JSON route: strict decoding of the bytes; Fastify's own JSON parser (which refuses prototype
 * poisoning); a bound on nesting, so that code that walks a body cannot overflow the stack; and no characters that no
 * text may contain.
 */
import { isUtf8 } from 'node:buffer'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Violation } from '../../model/errors/violation.ts'
import { isDeeper } from '../../model/request/nesting.ts'
import { strangeTexts } from '../../model/text/characters.ts'
import { routeOf } from './route.ts'

/** Of every route without a bound of its own. */
export const maxBodyBytes = 1024 * 1024

/** `note`: what a signature covers. */
export function registerJsonParser(
  app: FastifyInstance,
  note: (request: FastifyRequest, bytes: Uint8Array) => void = () => {},
): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request: FastifyRequest, bytes, done) => {
    // The documents ask callers for a JSON content type with every request, including those without a body.
    if (bytes.length === 0 && mayLackBody(request)) return done(null, undefined)
    note(request, bytes as Buffer)
    const text = textOf(bytes as Buffer, request.headers['content-type'] ?? '')
    if (text instanceof Error) return done(text)
    parse(request, text, (error, body) => {
      if (error) return done(error)
      if (isDeeper(body)) return done(new BodyError('RECADO_MALFORMED_JSON', 400))
      const strange = mayBeStrange(text) ? strangeTexts(body) : []
      if (strange.length > 0) return done(new StrangeText(strange))
      done(null, body)
    })
  })
}

function mayLackBody(request: FastifyRequest): boolean {
  const { schema, config } = routeOf(request)
  return schema?.body === undefined || config.hasOptionalBody === true
}

const charset = /;\s*charset\s*=\s*"?([^\s";,]{1,40})/i

/**
 * Decodes UTF-8, or the charset that the header declares. An invalid byte is never replaced: a person would read
 * `Se\ufffdora`.
 */
function textOf(bytes: Buffer, contentType: string): string | BodyError {
  const declared = charset.exec(contentType)?.[1]
  if (declared === undefined || /^utf-?8$/i.test(declared)) {
    return isUtf8(bytes) ? bytes.toString('utf8') : new BodyError('RECADO_NOT_UTF8', 400)
  }
  const decoder = decoderOf(declared)
  if (decoder === undefined) return new BodyError('FST_ERR_CTP_INVALID_MEDIA_TYPE', 415)
  try {
    return decoder.decode(bytes)
  } catch {
    return new BodyError('RECADO_NOT_UTF8', 400)
  }
}

function decoderOf(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label, { fatal: true })
  } catch {
    return undefined
  }
}

/** Most bodies have none of these, and searching the text is cheaper than walking the value. */
function mayBeStrange(text: string): boolean {
  return text.includes('\\u') || /[\u007f-\u009f]/.test(text)
}

/** Rendered by Fastify's error handler. */
export class BodyError extends Error {
  code: string
  statusCode: number
  constructor(code: string, statusCode: number, options?: ErrorOptions) {
    super('the body could not be read', options)
    this.code = code
    this.statusCode = statusCode
  }
}

/** One violation per field. */
export class StrangeText extends BodyError {
  violations: Violation[]
  constructor(violations: Violation[]) {
    super('RECADO_STRANGE_TEXT', 422)
    this.violations = violations
  }
}

/** preValidation: parameters and query are text as well. Only an escape can contain forbidden characters. */
export function refuseStrangeQuery(request: FastifyRequest, _reply: unknown, done: (error?: Error) => void): void {
  const strange = request.url.includes('%') ? strangeTexts([request.params, request.query]) : []
  done(
    strange.length > 0
      ? new StrangeText(strange.map((one) => ({ ...one, path: one.path.replace(/^[01]\./, '') })))
      : undefined,
  )
}
