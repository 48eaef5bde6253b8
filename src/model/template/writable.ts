/**
 * Converts components as Meta shows them to components as Meta accepts them: an authentication template shows the texts
 * that WhatsApp wrote for it and its button as an address, and accepts neither. Pure.
 */
import type { TemplateComponent, TemplateDefinition } from './definition.ts'

export function writableComponents({
  category,
  components,
}: Pick<TemplateDefinition, 'category' | 'components'>): TemplateComponent[] {
  return category === 'AUTHENTICATION' ? components.map(codeComponent) : components
}

function codeComponent(component: TemplateComponent): TemplateComponent {
  const { type } = component
  switch (type.toUpperCase()) {
    case 'BODY': {
      const { add_security_recommendation } = component
      return add_security_recommendation === undefined ? { type } : { type, add_security_recommendation }
    }
    case 'FOOTER':
      return { type, code_expiration_minutes: component.code_expiration_minutes }
    case 'BUTTONS':
      return Array.isArray(component.buttons) ? { ...component, buttons: component.buttons.map(codeButton) } : component
    default:
      return component
  }
}

/** `https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&…` */
function codeButton(button: unknown): unknown {
  if (typeof button !== 'object' || button === null || !('url' in button)) return button
  const kind = /[?&]otp_type=([A-Z_]+)/.exec(typeof button.url === 'string' ? button.url : '')?.[1] ?? 'COPY_CODE'
  const text = 'text' in button && typeof button.text === 'string' ? { text: button.text } : {}
  return { type: 'OTP', otp_type: kind, ...text }
}
