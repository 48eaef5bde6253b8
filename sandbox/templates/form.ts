/**
 * The stored form of a created template, which is the form that Meta returns: authentication texts expanded in the
 * language, the one-time-code button as a URL, handles of uploads as addresses (cloud-api.md 3.2).
 */
import { jsonAt, listAt } from '../wire.ts'
import type { Template, TemplateButton, TemplateComponent } from './template.ts'

type Form = { category: Template['category']; language: string; addressOf(handle: string): string }

export function retainedComponents(components: readonly TemplateComponent[], form: Form): readonly TemplateComponent[] {
  return components.map((component) => retainedComponent(component, form))
}

function retainedComponent(component: TemplateComponent, form: Form): TemplateComponent {
  const type = component.type.toUpperCase()
  if (form.category === 'AUTHENTICATION') return retainedAuthentication({ ...component, type }, form.language)
  const { format, buttons, cards } = component
  const handles = listAt(jsonAt(component, 'example'), 'header_handle')
  return {
    ...component,
    type,
    ...(format === undefined ? {} : { format: format.toUpperCase() }),
    ...(buttons === undefined ? {} : { buttons: buttons.map(retainedButton) }),
    ...(cards === undefined
      ? {}
      : { cards: cards.map((card) => ({ components: retainedComponents(card.components, form) })) }),
    ...(handles.length === 0 ? {} : { example: { header_handle: handles.map((one) => form.addressOf(String(one))) } }),
  }
}

function retainedButton(button: TemplateButton): TemplateButton {
  const type = button.type.toUpperCase()
  // WhatsApp sets these texts itself; the phone shows them in the template's language.
  if (type === 'COPY_CODE') return { ...button, type, text: button.text ?? 'Copy offer code' }
  return { ...button, type }
}

type Words = { body: string; advice: string; expiry: string; copy: string }

const english: Words = {
  body: '*{{1}}* is your verification code.',
  advice: ' For your security, do not share this code.',
  expiry: 'This code expires in N minutes.',
  copy: 'Copy code',
}

const words: Readonly<Record<string, Words>> = {
  en: english,
  es: {
    body: 'Tu código de verificación es *{{1}}*.',
    advice: ' Por tu seguridad, no lo compartas.',
    expiry: 'Este código caduca en N minutos.',
    copy: 'Copiar código',
  },
  pt: {
    body: '*{{1}}* é seu código de verificação.',
    advice: ' Para sua segurança, não o compartilhe.',
    expiry: 'Este código expira em N minutos.',
    copy: 'Copiar código',
  },
}

function retainedAuthentication(component: TemplateComponent, language: string): TemplateComponent {
  const { body, advice, expiry, copy } = words[language.slice(0, 2)] ?? english
  if (component.type === 'BODY' && component.text === undefined) {
    const text = body + (component.add_security_recommendation === true ? advice : '')
    return { ...component, text, example: { body_text: [['123456']] } }
  }
  const { code_expiration_minutes: minutes } = component
  if (component.type === 'FOOTER' && minutes !== undefined)
    return { ...component, text: expiry.replace('N', String(minutes)) }
  if (component.type !== 'BUTTONS') return component
  return { ...component, buttons: (component.buttons ?? []).map((button) => codeButton(button, copy)) }
}

function codeButton(button: TemplateButton, copy: string): TemplateButton {
  if (button.type.toUpperCase() !== 'OTP') return { ...button, type: button.type.toUpperCase() }
  const url = `https://www.whatsapp.com/otp/code/?otp_type=${String(button.otp_type).toUpperCase()}&code=otp{{1}}`
  return { type: 'URL', text: button.text ?? copy, url, example: [url.replace('{{1}}', '123456')] }
}
