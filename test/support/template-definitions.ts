/**
 * Templates in Meta's own JSON, one for each example of the user's documents (16.3 of jelou-api.md), and additional
 * ones.
 */
import type { TemplateComponent, TemplateDefinition } from '../../src/model/template/definition.ts'

export const now = Date.UTC(2026, 5, 1)
export const later = now + 86_400_000

export function template(
  elementName: string,
  components: TemplateComponent[],
  rest: Partial<TemplateDefinition> = {},
): TemplateDefinition {
  return { elementName, language: 'es', category: 'MARKETING', status: 'APPROVED', components, ...rest }
}

const body = (text: string): TemplateComponent => ({ type: 'BODY', text })
const buttons = (...list: Record<string, unknown>[]): TemplateComponent => ({ type: 'BUTTONS', buttons: list })
const media = (format: string): TemplateComponent => ({ type: 'HEADER', format, example: { header_handle: ['4::a'] } })
const quickReply = (text: string) => ({ type: 'QUICK_REPLY', text })
const two = body('Hola {{1}}, tu pedido {{2}} va en camino.')
const one = body('Hola {{1}}, gracias.')

export const demo = {
  text: template('demo_text', [two]),
  image: template('demo_image', [media('IMAGE'), two]),
  video: template('demo_video', [media('VIDEO'), two]),
  document: template('demo_document', [media('DOCUMENT'), one]),
  url: template('demo_url', [one, buttons({ type: 'URL', text: 'Ver', url: 'https://ejemplo.com/' })]),
  urlDynamic: template('demo_url_dynamic', [
    one,
    buttons({ type: 'URL', text: 'Ver', url: 'https://ejemplo.com/{{1}}', example: ['a'] }),
  ]),
  quickReply: template('demo_quick_reply', [two, buttons(...['Sí', 'Reagendar', 'Cancelar'].map(quickReply))]),
  header: template('demo_header', [
    { type: 'HEADER', format: 'TEXT', text: 'Aviso {{1}}' },
    two,
    { type: 'FOOTER', text: 'Fin' },
  ]),
  catalog: template('demo_catalog', [one, buttons({ type: 'CATALOG', text: 'Ver catálogo' })]),
  offer: template('demo_offer', [
    media('IMAGE'),
    { type: 'limited_time_offer', limited_time_offer: { text: 'Solo hoy', has_expiration: true } },
    two,
    buttons({ type: 'copy_code', example: '20OFF' }),
  ]),
  code: template(
    'demo_code',
    [
      { type: 'BODY', text: 'Tu código de verificación es *{{1}}*.', add_security_recommendation: true },
      buttons({ type: 'URL', text: 'Copiar código', url: 'https://www.whatsapp.com/otp/code/?code=otp{{1}}' }),
    ],
    { category: 'AUTHENTICATION' },
  ),
  carousel: template('demo_carousel', [
    body('Mira lo nuevo.'),
    {
      type: 'CAROUSEL',
      cards: [
        { components: [media('image'), body('Desde {{1}}.'), buttons(quickReply('Boton 1'))] },
        { components: [media('image'), body('{{1}} por {{2}}.'), buttons(quickReply('Boton 2'))] },
      ],
    },
  ]),
  plain: template('demo_plain', [body('Gracias por tu visita.')]),
} satisfies Record<string, TemplateDefinition>

/** Not in the documents. */
export const more = {
  named: template('named', [body('Hola {{first_name}}, {{order}} para {{first_name}}.')], { parameterFormat: 'NAMED' }),
  mixed: template('mixed', [
    body('Elige.'),
    buttons(
      quickReply('Sí'),
      quickReply('No'),
      { type: 'URL', text: 'Ver', url: 'https://x.co/{{1}}' },
      {
        type: 'PHONE_NUMBER',
        text: 'Llamar',
        phone_number: '+593987654321',
      },
    ),
  ]),
  coupon: template('coupon', [
    body('Un código.'),
    buttons({ type: 'COPY_CODE', example: 'A' }, { type: 'URL', text: 'Ir', url: 'https://x.co/{{1}}' }),
  ]),
  flow: template('flow', [body('Responde.'), buttons({ type: 'FLOW', text: 'Abrir', flow_id: '1' })]),
  call: template('call', [body('Llama.'), buttons({ type: 'voice_call', text: 'Llamar' })]),
  location: template('location', [{ type: 'HEADER', format: 'LOCATION' }, body('Aquí.')]),
  products: template('products', [body('Mira.'), buttons({ type: 'MPM', text: 'Ver' })]),
  endless: template('endless', [
    { type: 'limited_time_offer', limited_time_offer: { text: 'Siempre', has_expiration: false } },
    body('Oferta.'),
  ]),
}
