/**
 * A number's public face: the profile, greetings and commands, and QR codes that open a chat with a prefilled message.
 * Limits are Meta's; the profile returns only the requested fields.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { QrCode } from '../business.ts'
import type { PhoneNumber } from '../identity.ts'
import { isJson, type Json, listAt, textAt } from '../wire.ts'
import type { World } from '../world.ts'
import { type Refusal, unknownObject } from './error.ts'
import {
  type ById,
  fieldNames,
  jsonValue,
  originOf,
  parametersOf,
  requires,
  sendJson,
  sendRefusal,
  sendSuccess,
  wrongParameter,
} from './request.ts'

type ByCode = { Params: { id: string; code: string }; Querystring: ById['Querystring'] }
type Handler = (number: PhoneNumber, request: FastifyRequest<ById>, reply: FastifyReply) => FastifyReply

/** Wraps a handler of a number's route: an unknown number gets Meta's error. */
export function withNumber(world: World, method: string, handle: Handler) {
  return (request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply => {
    const number = world.numbers.get(request.params.id)
    if (number === undefined) return sendRefusal(world, reply, unknownObject(request.params.id, method))
    return handle(number, request, reply)
  }
}

export function registerProfileRoutes(app: FastifyInstance, world: World): void {
  app.get<ById>(
    '/:id/whatsapp_business_profile',
    withNumber(world, 'get', ({ phoneNumberId }, request, reply) => {
      const names = fieldNames(request.query.fields) ?? ['about', 'messaging_product']
      const { profile } = world.business.number(phoneNumberId)
      const shown = Object.entries(profile).filter(([key]) => key === 'messaging_product' || names.includes(key))
      return sendJson(reply, { data: [Object.fromEntries(shown)] })
    }),
  )
  app.post<ById>(
    '/:id/whatsapp_business_profile',
    withNumber(world, 'post', (number, request, reply) => changeProfile(world, number, request, reply)),
  )
  app.post<ById>(
    '/:id/conversational_automation',
    withNumber(world, 'post', (number, request, reply) => automate(world, number, request, reply)),
  )
  registerQrRoutes(app, world)
}

const profileLimits = { about: 139, address: 256, description: 512, email: 128 } as const

const verticals = `
  UNDEFINED OTHER AUTO BEAUTY APPAREL EDU ENTERTAIN EVENT_PLAN FINANCE GROCERY GOVT HOTEL HEALTH NONPROFIT
  PROF_SERVICES RETAIL TRAVEL RESTAURANT NOT_A_BIZ ALCOHOL ONLINE_GAMBLING PHYSICAL_GAMBLING OTC_DRUGS
  MATRIMONY_SERVICE
`
  .trim()
  .split(/\s+/)

function changeProfile(
  world: World,
  { phoneNumberId }: PhoneNumber,
  request: FastifyRequest<ById>,
  reply: FastifyReply,
): FastifyReply {
  const given = parametersOf(request)
  const refusal = checkProfile(given)
  if (refusal !== undefined) return sendRefusal(world, reply, refusal)
  const handle = textAt(given, 'profile_picture_handle')
  const picture = handle === undefined ? undefined : world.uploads.file(handle)
  if (handle !== undefined && picture === undefined)
    return sendRefusal(world, reply, wrongParameter('Param profile_picture_handle is not a valid upload handle.'))
  const state = world.business.number(phoneNumberId)
  const names = [...Object.keys(profileLimits), 'vertical', 'profile_picture_url']
  const changes = Object.entries(given).filter(([key]) => names.includes(key))
  const websites = jsonValue(given.websites)
  state.profile = {
    ...state.profile,
    ...Object.fromEntries(changes),
    ...(Array.isArray(websites) ? { websites } : {}),
    ...(picture === undefined ? {} : { profile_picture_url: `${originOf(request)}/_sandbox/media/${picture.mediaId}` }),
  }
  return sendSuccess(reply)
}

function checkProfile(given: Json): Refusal | undefined {
  if (given.messaging_product === undefined) return requires('messaging_product')
  for (const [name, limit] of Object.entries(profileLimits)) {
    const value = given[name]
    if (value !== undefined && (typeof value !== 'string' || value.length > limit))
      return wrongParameter(`Param ${name} must be a string of at most ${limit} characters.`)
  }
  if (given.about === '') return wrongParameter('Param about cannot be empty.')
  const { vertical } = given
  if (vertical !== undefined && !verticals.includes(String(vertical)))
    return wrongParameter(`Param vertical must be one of {${verticals.join(', ')}}.`)
  const websites = jsonValue(given.websites) ?? []
  const areWebsitesFine =
    Array.isArray(websites) &&
    websites.length <= 2 &&
    websites.every((site) => typeof site === 'string' && site.length <= 256 && /^https?:\/\//.test(site))
  return areWebsitesFine
    ? undefined
    : wrongParameter('Param websites must be at most 2 URLs of at most 256 characters.')
}

function automate(
  world: World,
  { phoneNumberId }: PhoneNumber,
  request: FastifyRequest<ById>,
  reply: FastifyReply,
): FastifyReply {
  const given = parametersOf(request)
  const prompts = listAt({ list: jsonValue(given.prompts) }, 'list')
  const commands = listAt({ list: jsonValue(given.commands) }, 'list')
  if (prompts.length > 4 || !prompts.every((prompt) => typeof prompt === 'string' && prompt.length <= 80))
    return sendRefusal(world, reply, wrongParameter('Param prompts must be at most 4 texts of at most 80 characters.'))
  if (commands.length > 30 || !commands.every(isCommand))
    return sendRefusal(world, reply, wrongParameter('Param commands must be at most 30, of 32 and 256 characters.'))
  const state = world.business.number(phoneNumberId)
  const isWelcoming = jsonValue(given.enable_welcome_message)
  state.automation = {
    ...state.automation,
    ...(typeof isWelcoming === 'boolean' ? { enable_welcome_message: isWelcoming } : {}),
    ...(given.prompts === undefined ? {} : { prompts }),
    ...(given.commands === undefined ? {} : { commands }),
  }
  return sendSuccess(reply)
}

function isCommand(value: unknown): boolean {
  const { command_name: name, command_description: description } = isJson(value) ? value : {}
  return typeof name === 'string' && name.length <= 32 && typeof description === 'string' && description.length <= 256
}

function registerQrRoutes(app: FastifyInstance, world: World): void {
  const codesOf = (phoneNumberId: string) => world.business.number(phoneNumberId).qrCodes
  const list: Handler = ({ phoneNumberId }, request, reply) =>
    sendJson(reply, { data: [...codesOf(phoneNumberId).values()].map((qr) => describeQr(qr, originOf(request))) })
  app.get<ById>('/:id/message_qrdls', withNumber(world, 'get', list))
  // One client lists all codes with a trailing slash and no code.
  app.get<ById>('/:id/message_qrdls/', withNumber(world, 'get', list))
  app.post<ById>(
    '/:id/message_qrdls',
    withNumber(world, 'post', (number, request, reply) => {
      const given = parametersOf(request)
      return putQr(world, number, { given, code: textAt(given, 'code') }, request, reply)
    }),
  )
  const withCode =
    (method: string, handle: (qr: QrCode, number: PhoneNumber, request: FastifyRequest<ById>) => object | Refusal) =>
    (request: FastifyRequest<ByCode>, reply: FastifyReply) => {
      const number = world.numbers.get(request.params.id)
      const qr = number === undefined ? undefined : codesOf(number.phoneNumberId).get(request.params.code)
      if (number === undefined || qr === undefined)
        return sendRefusal(world, reply, unknownObject(request.params.code, method))
      return sendJson(reply, handle(qr, number, request))
    }
  app.get<ByCode>(
    '/:id/message_qrdls/:code',
    withCode('get', (qr, _number, request) => ({ data: [describeQr(qr, originOf(request))] })),
  )
  app.post<ByCode>('/:id/message_qrdls/:code', (request, reply) => {
    const number = world.numbers.get(request.params.id)
    if (number === undefined) return sendRefusal(world, reply, unknownObject(request.params.id, 'post'))
    return putQr(world, number, { given: parametersOf(request), code: request.params.code }, request, reply)
  })
  app.delete<ByCode>(
    '/:id/message_qrdls/:code',
    withCode('delete', (qr, { phoneNumberId }) => ({ success: codesOf(phoneNumberId).delete(qr.code) })),
  )
}

function putQr(
  world: World,
  { phoneNumberId }: PhoneNumber,
  asked: { given: Json; code: string | undefined },
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const message = textAt(asked.given, 'prefilled_message')
  if (message === undefined || message === '') return sendRefusal(world, reply, requires('prefilled_message'))
  if (message.length > 140)
    return sendRefusal(world, reply, wrongParameter('Param prefilled_message must be at most 140 characters long.'))
  const { qrCodes } = world.business.number(phoneNumberId)
  const known = asked.code === undefined ? undefined : qrCodes.get(asked.code)
  if (asked.code !== undefined && known === undefined)
    return sendRefusal(world, reply, unknownObject(asked.code, 'post'))
  if (known === undefined && qrCodes.size >= 2_000)
    return sendRefusal(world, reply, wrongParameter('A number has at most 2000 QR codes.'))
  const format = textAt(asked.given, 'generate_qr_image')?.toLowerCase()
  const qr: QrCode = known ?? {
    code: `${world.random.hex(13)}1`,
    message,
    ...(format === 'png' || format === 'svg' ? { format } : {}),
  }
  qr.message = message
  qrCodes.set(qr.code, qr)
  return sendJson(reply, describeQr(qr, originOf(request)))
}

function describeQr({ code, message, format }: QrCode, origin: string): object {
  return {
    code,
    prefilled_message: message,
    deep_link_url: `https://wa.me/message/${code}`,
    ...(format === undefined ? {} : { qr_image_url: `${origin}/_sandbox/samples/image.png` }),
  }
}
