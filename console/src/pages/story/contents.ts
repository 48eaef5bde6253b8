/** Every kind of message as the drawing takes it; `test/rules/console-story.test.ts` compares it with what there is. */
import type { Content, State } from '../../../../drawing/content.ts'

const reply = (title: string) => ({ kind: 'reply', title })
const quick = (title: string) => ({ kind: 'quick_reply', title })
const luis = { name: 'Luis Paz', phones: ['593987654322'], waId: '593987654322', company: 'Recado' }
const card = (text: string): Content => ({
  kind: 'card',
  media: { kind: 'image' },
  text,
  buttons: [{ kind: 'url', title: 'Ver', url: 'https://example.com' }, reply('Lo quiero'), quick('Otro')],
})

export const contents: readonly Content[] = [
  {
    kind: 'text',
    text: '*Hola* _Ana_, ~ayer~ hoy `A-1`\n```uno\ndos```\n- uno\n- dos\n1. primero\n> una cita\nhttps://example.com',
  },
  { kind: 'text', text: '🎉' },
  { kind: 'image', media: { kind: 'image', link: 'https://example.com/abrigo.jpg' }, text: 'Su abrigo' },
  { kind: 'video', media: { kind: 'video' } },
  { kind: 'audio', media: { kind: 'audio', isVoice: true } },
  { kind: 'document', media: { kind: 'document', filename: 'Factura-0012.pdf', link: 'https://example.com/f.pdf' } },
  { kind: 'sticker', media: { kind: 'sticker' } },
  {
    kind: 'location',
    location: { latitude: -2.19, longitude: -79.88, name: 'Malecón 2000', address: 'Guayaquil' },
  },
  { kind: 'contacts', contacts: [luis, { name: 'Rosa Vera', phones: ['593987654323'] }] },
  {
    kind: 'button',
    header: 'Confirme',
    text: '¿Le llega bien el martes?',
    footer: 'Responda cuando pueda',
    buttons: [reply('Sí, claro'), reply('No puedo')],
  },
  {
    kind: 'list',
    text: 'Elija su almuerzo',
    list: { button: 'Ver menú', sections: [{ title: 'Platos', rows: [{ title: 'Ceviche', description: 'Fresco' }] }] },
  },
  { kind: 'carousel', text: 'Para usted', cards: ['Uno', 'Dos', 'Tres', 'Cuatro'].map(card) },
  {
    kind: 'product_list',
    products: ['taza-1', 'taza-2', 'taza-3'],
    text: 'Escoja',
    buttons: [{ kind: 'catalog', title: '' }],
  },
  { kind: 'order', items: [{ id: 'taza-1', quantity: 2, price: 12.5, currency: 'USD' }] },
  {
    kind: 'order_details',
    text: 'Este es su pedido',
    items: [{ id: 'taza-1', quantity: 1, price: 25, currency: 'USD' }],
    order: { reference: 'P-77', status: 'pending' },
    buttons: [{ kind: 'order', title: '' }],
  },
  { kind: 'order_status', order: { reference: 'P-77', status: 'shipped' }, text: 'Ya va en camino' },
  { kind: 'flow', text: 'Agende su cita', buttons: [{ kind: 'flow', title: 'Agendar' }] },
  { kind: 'flow_reply', response: { dia: 'martes' } },
  {
    kind: 'template',
    offer: { text: 'Oferta por hoy', expiresAt: 0 },
    text: 'Su abrigo con descuento',
    buttons: [{ kind: 'copy_code', title: '', code: 'CARIBE25' }, quick('Uno'), quick('Dos'), quick('Tres')],
  },
  { kind: 'cta_url', text: 'Pague en línea', buttons: [{ kind: 'url', title: 'Pagar', url: 'https://example.com' }] },
  { kind: 'location_request_message', text: '¿Dónde se lo llevamos?', buttons: [{ kind: 'location', title: '' }] },
  { kind: 'voice_call', text: '¿Hablamos?', buttons: [{ kind: 'call', title: 'Llámenos' }] },
  { kind: 'call_permission_request', text: '¿Podemos llamarle?', buttons: [{ kind: 'call_permission', title: '' }] },
  { kind: 'catalog_message', text: 'Todo nuestro catálogo', buttons: [{ kind: 'catalog', title: '' }] },
  { kind: 'address_message', text: '¿A qué dirección?', buttons: [{ kind: 'address', title: '' }] },
  { kind: 'contact_request', text: '¿Nos comparte su número?', buttons: [{ kind: 'contact', title: '' }] },
  { kind: 'product', products: ['taza-3'], text: 'Mírela bien' },
  { kind: 'unsupported' },
  { kind: 'revoked' },
  { kind: 'system', text: 'User Ana changed from 593987654321 to 593987650001' },
]

export const states = ['accepted', 'sent', 'delivered', 'read', 'failed'] as const satisfies readonly State[]
