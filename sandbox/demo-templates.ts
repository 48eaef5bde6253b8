/**
 * The approved templates that the demo number starts with (docs/sandbox.md, "What is there"), in Meta's own JSON: one
 * for each documented kind of template send, and the one that every Meta account has. The gateway's demo bot starts
 * with the same ones.
 */
import type { Template, TemplateButton, TemplateComponent } from './templates/template.ts'

const body = (text: string, example: readonly string[] = []): TemplateComponent =>
  example.length === 0 ? { type: 'BODY', text } : { type: 'BODY', text, example: { body_text: [example] } }

const mediaHeader = (format: 'IMAGE' | 'VIDEO' | 'DOCUMENT', file: string): TemplateComponent => ({
  type: 'HEADER',
  format,
  example: { header_handle: [`https://scontent.whatsapp.net/v/${file}`] },
})

const buttons = (...list: TemplateButton[]): TemplateComponent => ({ type: 'BUTTONS', buttons: list })
const quickReply = (text: string): TemplateButton => ({ type: 'QUICK_REPLY', text })
const footer = (text: string): TemplateComponent => ({ type: 'FOOTER', text })

type Draft = readonly [
  name: string,
  language: string,
  category: Template['category'],
  components: readonly TemplateComponent[],
]

const drafts: readonly Draft[] = [
  ['demo_text', 'es', 'UTILITY', [body('Hola {{1}}, tu pedido {{2}} ya está en camino.', ['Ana', 'A-1024'])]],
  ['demo_text', 'en', 'UTILITY', [body('Hi {{1}}, your order {{2}} is on its way.', ['Ana', 'A-1024'])]],
  ['demo_text', 'pt_BR', 'UTILITY', [body('Olá {{1}}, o seu pedido {{2}} já está a caminho.', ['Ana', 'A-1024'])]],
  [
    'demo_image',
    'es',
    'MARKETING',
    [
      mediaHeader('IMAGE', 'imagen.jpg'),
      body('Hola {{1}}, mira lo nuevo de {{2}} que llegó esta semana.', ['Ana', 'la tienda']),
    ],
  ],
  [
    'demo_video',
    'es',
    'MARKETING',
    [
      mediaHeader('VIDEO', 'video.mp4'),
      body('Hola {{1}}, en este video te contamos cómo funciona {{2}} paso a paso.', ['Ana', 'tu plan']),
    ],
  ],
  [
    'demo_document',
    'es',
    'UTILITY',
    [mediaHeader('DOCUMENT', 'documento.pdf'), body('Hola {{1}}, aquí tienes tu factura en PDF.', ['Ana'])],
  ],
  [
    'demo_url',
    'es',
    'UTILITY',
    [
      body('Hola {{1}}, ya puedes revisar tu cuenta en nuestro sitio.', ['Ana']),
      buttons({ type: 'URL', text: 'Ir al sitio', url: 'https://ejemplo.com/cuenta' }),
    ],
  ],
  [
    'demo_url_dynamic',
    'es',
    'UTILITY',
    [
      body('Hola {{1}}, sigue tu pedido desde este enlace.', ['Ana']),
      buttons({
        type: 'URL',
        text: 'Seguir pedido',
        url: 'https://ejemplo.com/pedidos/{{1}}',
        example: ['https://ejemplo.com/pedidos/A-1024'],
      }),
    ],
  ],
  [
    'demo_quick_reply',
    'es',
    'UTILITY',
    [
      body('Hola {{1}}, ¿cómo fue tu visita a {{2}} el día de hoy?', ['Ana', 'la tienda']),
      buttons(quickReply('BTN1'), quickReply('BTN2'), quickReply('BTN3')),
    ],
  ],
  [
    'demo_header',
    'es',
    'UTILITY',
    [
      { type: 'HEADER', format: 'TEXT', text: 'Pedido {{1}} confirmado', example: { header_text: ['A-1024'] } },
      body('Hola {{1}}, recibimos tu pago de {{2}} con éxito.', ['Ana', '$25,00']),
    ],
  ],
  [
    'demo_catalog',
    'es',
    'MARKETING',
    [
      body('Hola {{1}}, conoce todos nuestros productos.', ['Ana']),
      footer('Precios válidos este mes'),
      buttons({ type: 'CATALOG', text: 'Ver catálogo' }),
    ],
  ],
  [
    'demo_offer',
    'es',
    'MARKETING',
    [
      mediaHeader('IMAGE', 'oferta.jpg'),
      { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Oferta por hoy', has_expiration: true } },
      body('Hola {{1}}, llévate {{2}} con descuento usando el código.', ['Ana', 'tu favorito']),
      buttons(
        { type: 'COPY_CODE', text: 'Copiar código', example: ['20OFF'] },
        { type: 'URL', text: 'Comprar ahora', url: 'https://ejemplo.com/ofertas' },
      ),
    ],
  ],
  [
    'demo_code',
    'es',
    'AUTHENTICATION',
    [
      {
        type: 'BODY',
        text: 'Tu código de verificación es *{{1}}*. Por tu seguridad, no lo compartas.',
        add_security_recommendation: true,
        example: { body_text: [['123456']] },
      },
      { type: 'FOOTER', text: 'Este código caduca en 10 minutos.', code_expiration_minutes: 10 },
      buttons({
        type: 'URL',
        text: 'Copiar código',
        url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
        example: ['https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp123456'],
      }),
    ],
  ],
  [
    'demo_carousel',
    'es',
    'MARKETING',
    [
      body('Estos son los productos que elegimos para ti.'),
      {
        type: 'CAROUSEL',
        cards: [
          {
            components: [
              mediaHeader('IMAGE', 'producto1.jpg'),
              body('Ahora por solo {{1}} dólares.', ['19,90']),
              buttons(quickReply('Boton 1')),
            ],
          },
          {
            components: [
              mediaHeader('IMAGE', 'producto2.jpg'),
              body('Antes {{1}} y ahora solo {{2}} dólares.', ['39,90', '29,90']),
              buttons(quickReply('Boton 2')),
            ],
          },
        ],
      },
    ],
  ],
  ['demo_plain', 'es', 'UTILITY', [body('Hola, gracias por escribirnos. Te responderemos muy pronto.')]],
  [
    'hello_world',
    'en_US',
    'UTILITY',
    [
      { type: 'HEADER', format: 'TEXT', text: 'Hello World' },
      body('Welcome! This message shows that your account can send templates through the Cloud API.'),
      footer('Sample message of the sandbox'),
    ],
  ],
]

export const demoTemplates: readonly Template[] = drafts.map(([name, language, category, components], index) => ({
  name,
  parameter_format: 'POSITIONAL',
  components,
  language,
  status: 'APPROVED',
  category,
  id: String(300_000_000_000_001 + index),
}))
