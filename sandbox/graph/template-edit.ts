/**
 * Writing templates in the Graph API: create, change, delete, bulk upsert for authentication, and unpause. Checked by
 * templates/check.ts unless the rule `templates` is off; reviewed by templates/review.ts (cloud-api.md 3.1 to 3.3).
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { numbersOf } from '../numbers.ts'
import { checkComponents, checkHead, checkLifetime } from '../templates/check.ts'
import { type Draft, templateRefusal, wrongValue } from '../templates/check-parts.ts'
import { retainedComponents } from '../templates/form.ts'
import { fromLibrary } from '../templates/library.ts'
import { unpaused } from '../templates/review.ts'
import { isComponent, maxPriceIn, type Template, type TemplateComponent, templateFrom } from '../templates/template.ts'
import { dayMs } from '../time.ts'
import { type Json, listAt } from '../wire.ts'
import type { World } from '../world.ts'
import { type Refusal, unknownObject } from './error.ts'
import {
  type ById,
  jsonValue,
  originOf,
  parametersOf,
  requires,
  sendJson,
  sendRefusal,
  sendSuccess,
} from './request.ts'

const maxPerHour = 100
const maxPerAccount = 6_000

export function registerTemplateEditRoutes(app: FastifyInstance, world: World): void {
  app.post<ById>('/:id/message_templates', (request, reply) => {
    const wabaId = request.params.id
    if (numbersOf(world, wabaId).length === 0) return sendRefusal(world, reply, unknownObject(wabaId, 'post'))
    const created = create(world, wabaId, givenIn(request), originOf(request))
    if ('code' in created) return sendRefusal(world, reply, created)
    return sendJson(reply, { id: created.id, status: created.status, category: created.category })
  })
  app.post<ById>('/:id/upsert_message_templates', (request, reply) => upsert(world, request, reply))
  app.delete<ById>('/:id/message_templates', (request, reply) => remove(world, request, reply))
  app.post<ById>('/:id/unpause', (request, reply) => {
    const template = world.templates.byId(request.params.id)
    if (template === undefined) return sendRefusal(world, reply, unknownObject(request.params.id, 'post'))
    if (template.status === 'PAUSED') world.reviews.changeStatus(template, unpaused)
    return sendJson(reply, { success: template.status === 'PAUSED' })
  })
}

/** Components may arrive as JSON in a string, in the query or in a form. */
function givenIn(request: FastifyRequest): Json {
  const given = parametersOf(request)
  return typeof given.components === 'string' ? { ...given, components: jsonValue(given.components) } : given
}

function create(world: World, wabaId: string, asked: Json, origin: string): Template | Refusal {
  const isFromLibrary = asked.library_template_name !== undefined
  const given = isFromLibrary ? fromLibrary(asked) : asked
  if (isRefusal(given)) return given
  const refusal = world.rules.templates ? (checkHead(given) ?? checkCreation(world, wabaId, given)) : undefined
  if (refusal !== undefined) return refusal
  const draft = templateFrom(given, world.random.digits(16), 'PENDING')
  if (draft === undefined) return wrongValue('name, language, category and components with a BODY are required')
  const twin = world.templates.named(wabaId, draft.name).some(({ language }) => language === draft.language)
  if (twin)
    return templateRefusal(
      2388024,
      'Content in This Language Already Exists',
      `There is already ${draft.language} content for this template. You can create a new template and try again.`,
    )
  const components = retain(world, draft, draft.components, origin)
  const template = { ...draft, components, last_updated_time: timeText(world.now()) }
  // Library templates have been reviewed already.
  const first = isFromLibrary ? { ...template, status: 'APPROVED' } : template
  world.templates.put(wabaId, first)
  return isFromLibrary ? first : world.reviews.submit(first)
}

function isRefusal(value: Json | Refusal): value is Refusal {
  return typeof value.code === 'number'
}

function checkCreation(world: World, wabaId: string, given: Json): Refusal | undefined {
  const { name, language } = given
  const isNamed = String(given.parameter_format).toUpperCase() === 'NAMED'
  const category = String(given.category).toUpperCase() as Template['category']
  const components = listAt(given, 'components').filter(isComponent)
  const refusal = checkComponents(components, draftOf(world, category, isNamed))
  if (refusal !== undefined) return refusal
  if (world.reviews.record.isHeld(wabaId, String(name), String(language)))
    return templateRefusal(
      2388023,
      'Message Template Language Is Being Deleted',
      `New ${String(language)} content can't be added while the existing content is being deleted. ` +
        'Try again in 4 weeks.',
    )
  if (world.templates.all(wabaId).length >= maxPerAccount)
    return templateRefusal(2388019, 'Message Template Limit Exceeded', `An account has at most ${maxPerAccount}.`)
  return world.reviews.record.countCreation(wabaId) > maxPerHour
    ? { code: 80007, details: `More than ${maxPerHour} templates were created within an hour.` }
    : undefined
}

function draftOf(world: World, category: Template['category'], isNamed: boolean): Draft {
  const knowsHandle = (handle: string) => /^https?:\/\//.test(handle) || world.uploads.file(handle) !== undefined
  return { category, isNamed, knowsHandle }
}

function retain(world: World, template: Template, components: readonly TemplateComponent[], origin: string) {
  const { category, language } = template
  const addressOf = (handle: string) => {
    const file = world.uploads.file(handle)
    return file === undefined ? handle : `${origin}/_sandbox/media/${file.mediaId}`
  }
  return retainedComponents(components, { category, language, addressOf })
}

function timeText(now: number): string {
  return new Date(now).toISOString().replace(/\.\d+Z$/, '+0000')
}

/** `POST /{template-id}`: category, components or lifetime; components are replaced as a whole. */
export function editTemplate(
  world: World,
  template: Template,
  request: FastifyRequest<ById>,
  reply: FastifyReply,
): FastifyReply {
  const given = givenIn(request)
  const components = given.components === undefined ? undefined : listAt(given, 'components').filter(isComponent)
  const refusal = checkEdit(world, template, given, components)
  if (refusal !== undefined) return sendRefusal(world, reply, refusal)
  const category = (given.category === undefined ? undefined : String(given.category).toUpperCase()) as
    | Template['category']
    | undefined
  if (template.status === 'APPROVED') world.reviews.record.addEdit(template)
  const { message_send_ttl_seconds: ttl } = given
  const next = { ...template, ...(category === undefined ? {} : { category }) }
  const edited: Template = {
    ...next,
    last_updated_time: timeText(world.now()),
    ...(components === undefined ? {} : { components: retain(world, next, components, originOf(request)) }),
    ...(typeof ttl === 'number' ? { message_send_ttl_seconds: ttl } : {}),
    ...trackingIn(given),
    ...maxPriceIn(given),
  }
  const submitted = world.reviews.submit(edited)
  if (components !== undefined) world.reviews.notifyComponents(submitted)
  return sendSuccess(reply)
}

/** Besides the components and the max price, the only member that can change later. */
function trackingIn({ cta_url_link_tracking_opted_out: optedOut }: Json): Partial<Template> {
  return typeof optedOut === 'boolean' ? { cta_url_link_tracking_opted_out: optedOut } : {}
}

function checkEdit(
  world: World,
  template: Template,
  given: Json,
  components: readonly TemplateComponent[] | undefined,
): Refusal | undefined {
  const { category, message_send_ttl_seconds: ttl } = given
  const tracking = given.cta_url_link_tracking_opted_out
  const { optimization_spec: price } = maxPriceIn(given)
  if ([components, category, ttl, tracking, price].every((one) => one === undefined)) return requires('components')
  if (category !== undefined && !/^(authentication|marketing|utility)$/i.test(String(category)))
    return wrongValue('category must be one of {AUTHENTICATION, MARKETING, UTILITY}')
  if (!world.rules.templates) return undefined
  const wanted = String(category ?? template.category).toUpperCase() as Template['category']
  if (!['APPROVED', 'REJECTED', 'PAUSED'].includes(template.status))
    return templateRefusal(2388039, 'Template Cannot Be Edited', `A template in ${template.status} cannot be edited.`)
  if (template.library_template_name !== undefined && components !== undefined)
    return templateRefusal(2388039, 'Template Cannot Be Edited', 'The texts of a library template are fixed.')
  if (template.status === 'APPROVED' && wanted !== template.category)
    return templateRefusal(2388039, 'Category Cannot Be Edited', 'The category of an approved template cannot change.')
  return (
    checkEditCount(world, template) ??
    checkLifetime(ttl, wanted) ??
    (components === undefined
      ? undefined
      : checkComponents(components, draftOf(world, wanted, template.parameter_format === 'NAMED')))
  )
}

/** Approved templates: once a day and ten times in 30 days. */
function checkEditCount(world: World, template: Template): Refusal | undefined {
  if (template.status !== 'APPROVED') return undefined
  const edits = world.reviews.record.editsOf(template)
  const isTooOften = edits.length >= 10 || edits.some((at) => world.now() - at < dayMs)
  return isTooOften
    ? templateRefusal(
        2388039,
        'Edit Limit Reached',
        'An approved template can be edited once a day, 10 times in 30 days.',
      )
    : undefined
}

function remove(world: World, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  const wabaId = request.params.id
  if (numbersOf(world, wabaId).length === 0) return sendRefusal(world, reply, unknownObject(wabaId, 'delete'))
  const found = templatesToRemove(world, wabaId, parametersOf(request))
  if ('code' in found) return sendRefusal(world, reply, found)
  const disabled = found.find(({ status }) => status === 'DISABLED')
  if (disabled !== undefined)
    return sendRefusal(world, reply, wrongValue(`message template ${disabled.name} is disabled and cannot be deleted`))
  for (const template of found) {
    if (template.status !== 'PENDING' && template.status !== 'REJECTED') world.reviews.record.hold(wabaId, template)
    world.templates.remove(wabaId, template.name, template.id)
  }
  return sendSuccess(reply)
}

/** `name` selects all languages, `hsm_id` one, `hsm_ids` up to 100, all or none. */
function templatesToRemove(world: World, wabaId: string, given: Json): readonly Template[] | Refusal {
  const { name, hsm_id: id } = given
  const ids = jsonValue(given.hsm_ids)
  if (Array.isArray(ids)) {
    if (name !== undefined || id !== undefined || ids.length > 100)
      return wrongValue('hsm_ids are at most 100, without name and hsm_id')
    const found = ids.map((one) => ownTemplate(world, wabaId, String(one)))
    const missing = ids.find((_, index) => found[index] === undefined)
    return missing === undefined ? found.filter((one) => one !== undefined) : notThere(String(missing))
  }
  if (typeof name !== 'string' || name === '') return requires('name')
  const found = world.templates
    .named(wabaId, name)
    .filter((one) => (id === undefined || one.id === String(id)) && isLanguage(one, given.language))
  return found.length === 0 ? notThere(name) : found
}

function isLanguage(template: Template, language: unknown): boolean {
  return language === undefined || template.language === language
}

function ownTemplate(world: World, wabaId: string, id: string): Template | undefined {
  return world.templates.wabaOf(id) === wabaId ? world.templates.byId(id) : undefined
}

function notThere(name: string): Refusal {
  return { code: 100, httpStatus: 404, details: `message template ${name} does not exist` }
}

/** One authentication template in many languages: existing languages are changed, the others created. */
function upsert(world: World, request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply {
  const wabaId = request.params.id
  if (numbersOf(world, wabaId).length === 0) return sendRefusal(world, reply, unknownObject(wabaId, 'post'))
  const { languages: given, ...rest } = givenIn(request)
  const languages = jsonValue(given)
  if (!Array.isArray(languages) || languages.length === 0) return sendRefusal(world, reply, requires('languages'))
  if (String(rest.category).toUpperCase() !== 'AUTHENTICATION')
    return sendRefusal(world, reply, wrongValue('category must be AUTHENTICATION'))
  const data: object[] = []
  for (const language of languages) {
    const before = world.templates.named(wabaId, String(rest.name)).find((one) => one.language === language)
    if (before !== undefined) world.templates.remove(wabaId, before.name, before.id)
    const created = create(world, wabaId, { ...rest, language }, originOf(request))
    if ('code' in created) {
      if (before !== undefined) world.templates.put(wabaId, before)
      return sendRefusal(world, reply, created)
    }
    data.push({ id: created.id, status: created.status, language: created.language })
  }
  return sendJson(reply, { data })
}
