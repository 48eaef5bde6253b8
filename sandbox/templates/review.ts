/**
 * A template's life after creation: review, quality, pauses and their end, each with its webhook (cloud-api.md 3.3,
 * 3.4). Reviews and pauses end in the sandbox's virtual time; the rest happens through the control API.
 */
import { type ChangeWorld, emitChange } from '../inbound/change.ts'
import { hourMs } from '../time.ts'
import { createAlarms } from '../virtual-timers.ts'
import type { Json } from '../wire.ts'
import { createTemplateRecord, type TemplateRecord } from './record.ts'
import { buttonsOf, componentOf, type Template, type TemplateComponent, type TemplateStore } from './template.ts'

export type ReviewOptions = { mode: TemplateReview; delayMs: number }

type ReviewWorld = ChangeWorld & { templates: TemplateStore; wheelNow(): number }

/** `instant`: approved in the answer itself. `automatic`: after a delay. `manual`: only through the control API. */
export const reviewModes = ['instant', 'automatic', 'manual'] as const
export type TemplateReview = (typeof reviewModes)[number]

export type Reviews = {
  mode: TemplateReview
  delayMs: number
  record: TemplateRecord
  /** Must be called when a template is created or changed: starts its review, or completes it at once. */
  submit(template: Template): Template
  changeStatus(template: Template, change: StatusChange): Template
  changeQuality(template: Template, score: string): void
  changeCategory(template: Template, category: Template['category']): void
  notifyComponents(template: Template): void
  /** The next pause in the sequence: 3 hours, 6 hours, then disabled. */
  pause(template: Template): void
  /** Must be called after time was moved by hand. */
  turn(): void
  clear(): void
}

export type StatusChange = {
  status: string
  event: string
  reason?: string
  more?: Json
}

const pauseHours = [3, 6]

export function createReviews(world: ReviewWorld, initial: ReviewOptions): Reviews {
  const alarms = createAlarms(world.wheelNow)
  const record = createTemplateRecord(world.now)
  const changeStatus = (template: Template, change: StatusChange): Template => {
    alarms.cancel(template.id)
    return putStatus(world, template, change)
  }
  /** Returns the template to approved unless its status has changed in the meantime. */
  const approveLater = (id: string, from: string, delayMs: number, change: StatusChange) =>
    alarms.set(id, delayMs, () => {
      const template = world.templates.byId(id)
      if (template?.status === from) changeStatus(template, change)
    })
  const reviews: Reviews = {
    ...initial,
    record,
    submit(template) {
      if (reviews.mode === 'instant') return put(world, { ...template, status: 'APPROVED' })
      if (reviews.mode === 'automatic') approveLater(template.id, 'PENDING', reviews.delayMs, approved)
      return put(world, { ...template, status: 'PENDING' })
    },
    changeStatus,
    changeQuality: (template, score) => putQuality(world, template, score),
    changeCategory: (template, category) => putCategory(world, template, category),
    notifyComponents: (template) =>
      notify(world, template, 'message_template_components_update', componentsOf(template)),
    pause(template) {
      const count = record.countPause(template)
      const hours = pauseHours[count]
      if (hours === undefined) return void changeStatus(template, disabled(world.now()))
      const title = count === 0 ? 'FIRST_PAUSE' : 'SECOND_PAUSE'
      const more = otherInfo(title, `Your message template is paused for ${hours} hours.`)
      changeStatus(template, { status: 'PAUSED', event: 'PAUSED', more })
      approveLater(template.id, 'PAUSED', hours * hourMs, unpaused)
    },
    turn: alarms.turn,
    clear() {
      alarms.clear()
      record.clear()
      Object.assign(reviews, initial)
    },
  }
  return reviews
}

function put(world: ReviewWorld, template: Template): Template {
  const wabaId = world.templates.wabaOf(template.id)
  if (wabaId !== undefined) world.templates.put(wabaId, template)
  return template
}

function notify(world: ReviewWorld, template: Template, field: string, value: Json): void {
  const wabaId = world.templates.wabaOf(template.id)
  if (wabaId !== undefined) emitChange(world, wabaId, field, { ...named(template), ...value })
}

function putStatus(world: ReviewWorld, template: Template, change: StatusChange): Template {
  const { status, event, reason = 'NONE', more } = change
  const { rejected_reason: _before, ...rest } = template
  const changed = put(world, { ...rest, ...(status === 'REJECTED' ? { rejected_reason: reason } : {}), status })
  const value = { event, reason, message_template_category: template.category, ...more }
  notify(world, changed, 'message_template_status_update', value)
  return changed
}

function putQuality(world: ReviewWorld, template: Template, score: string): void {
  const before = template.quality_score?.score ?? 'UNKNOWN'
  put(world, { ...template, quality_score: { score, date: Math.floor(world.now() / 1000) } })
  const value = { previous_quality_score: before, new_quality_score: score }
  notify(world, template, 'message_template_quality_update', value)
}

function putCategory(world: ReviewWorld, template: Template, category: Template['category']): void {
  put(world, { ...template, category, previous_category: template.category })
  const value = { previous_category: template.category, new_category: category }
  notify(world, template, 'template_category_update', value)
}

const approved: StatusChange = { status: 'APPROVED', event: 'APPROVED' }

export const unpaused: StatusChange = {
  status: 'APPROVED',
  event: 'APPROVED',
  more: otherInfo('UNPAUSE', 'Your message template is active again.'),
}

function otherInfo(title: string, description: string): Json {
  return { other_info: { title, description } }
}

export function disabled(now: number): StatusChange {
  const more = { disable_info: { disable_date: String(Math.floor(now / 1000)) } }
  return { status: 'DISABLED', event: 'DISABLED', reason: 'ABUSIVE_CONTENT', more }
}

/** Meta writes the id as a JSON number. */
function named(template: Template): Json {
  return {
    message_template_id: Number(template.id),
    message_template_name: template.name,
    message_template_language: template.language,
  }
}

function componentsOf({ components }: Template): Json {
  const text = (type: string, component: TemplateComponent | undefined) =>
    component?.text === undefined ? {} : { [`message_template_${type}`]: component.text }
  const buttons = buttonsOf(components).map((button) => ({
    message_template_button_type: button.type,
    message_template_button_text: button.text ?? '',
    ...(button.url === undefined ? {} : { message_template_button_url: button.url }),
    ...(button.phone_number === undefined ? {} : { message_template_button_phone_number: button.phone_number }),
  }))
  return {
    ...text('title', componentOf(components, 'HEADER')),
    ...text('element', componentOf(components, 'BODY')),
    ...text('footer', componentOf(components, 'FOOTER')),
    ...(buttons.length === 0 ? {} : { message_template_buttons: buttons }),
  }
}
