/** The entries of the sandbox's library, invented: six templates in three languages, in the form of Meta's list. */
import type { TemplateButton } from './template.ts'

export type ParameterType = 'ADDRESS' | 'AMOUNT' | 'DATE' | 'EMAIL' | 'NUMBER' | 'PHONE_NUMBER' | 'TEXT'

export type LibraryTemplate = {
  id: string
  name: string
  category: 'AUTHENTICATION' | 'UTILITY'
  language: string
  topic: string
  usecase: string
  industry: readonly string[]
  header?: string
  body: string
  body_params: readonly string[]
  body_param_types: readonly ParameterType[]
  buttons: readonly TemplateButton[]
}

type Entry = Omit<LibraryTemplate, 'id' | 'language' | 'header' | 'body' | 'buttons'> & {
  texts: Record<Language, Pick<LibraryTemplate, 'header' | 'body' | 'buttons'>>
}
type Language = (typeof languages)[number]

const languages = ['en_US', 'es', 'pt_BR'] as const

const visit = (text: string): TemplateButton => ({ type: 'URL', text, url: 'https://www.example.com/' })
const call = (text: string): TemplateButton => ({ type: 'PHONE_NUMBER', text, phone_number: '+18005551234' })
const code = { body: '', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] }

const entries: readonly Entry[] = [
  {
    name: 'delivery_update_1',
    category: 'UTILITY',
    topic: 'ORDER_MANAGEMENT',
    usecase: 'DELIVERY_UPDATE',
    industry: ['E_COMMERCE'],
    body_params: ['Ana', 'A-1024'],
    body_param_types: ['TEXT', 'TEXT'],
    texts: {
      en_US: {
        header: 'Your order is on its way',
        body: 'Hello {{1}}, your order {{2}} has left our warehouse and arrives today.',
        buttons: [visit('Track order'), call('Call us')],
      },
      es: {
        header: 'Su pedido va en camino',
        body: 'Hola {{1}}, su pedido {{2}} salió de nuestra bodega y llega hoy.',
        buttons: [visit('Seguir pedido'), call('Llamar')],
      },
      pt_BR: {
        header: 'Seu pedido está a caminho',
        body: 'Olá {{1}}, seu pedido {{2}} saiu do nosso depósito e chega hoje.',
        buttons: [visit('Acompanhar pedido'), call('Ligar')],
      },
    },
  },
  {
    name: 'order_pick_up_1',
    category: 'UTILITY',
    topic: 'ORDER_MANAGEMENT',
    usecase: 'ORDER_PICK_UP',
    industry: ['E_COMMERCE'],
    body_params: ['Ana', 'Av. Quito 120'],
    body_param_types: ['TEXT', 'ADDRESS'],
    texts: {
      en_US: { body: 'Hello {{1}}, your purchase is ready at {{2}} until tonight.', buttons: [call('Call the shop')] },
      es: { body: 'Hola {{1}}, su compra está lista en {{2}} hasta la noche.', buttons: [call('Llamar a la tienda')] },
      pt_BR: { body: 'Olá {{1}}, sua compra está pronta em {{2}} até a noite.', buttons: [call('Ligar para a loja')] },
    },
  },
  {
    name: 'appointment_reminder_1',
    category: 'UTILITY',
    topic: 'EVENT_REMINDER',
    usecase: 'APPOINTMENT_REMINDER',
    industry: ['HEALTHCARE'],
    body_params: ['Ana', '12/11/2026'],
    body_param_types: ['TEXT', 'DATE'],
    texts: {
      en_US: {
        body: 'Hello {{1}}, we expect you on {{2}} at our office.',
        buttons: [{ type: 'QUICK_REPLY', text: 'I will come' }],
      },
      es: {
        body: 'Hola {{1}}, le esperamos el {{2}} en el consultorio.',
        buttons: [{ type: 'QUICK_REPLY', text: 'Ahí estaré' }],
      },
      pt_BR: {
        body: 'Olá {{1}}, esperamos você em {{2}} no consultório.',
        buttons: [{ type: 'QUICK_REPLY', text: 'Estarei lá' }],
      },
    },
  },
  {
    name: 'payment_due_1',
    category: 'UTILITY',
    topic: 'PAYMENTS',
    usecase: 'PAYMENT_DUE_REMINDER',
    industry: ['FINANCIAL_SERVICES'],
    body_params: ['Ana', '$25.50', '30/11/2026'],
    body_param_types: ['TEXT', 'AMOUNT', 'DATE'],
    texts: {
      en_US: { body: 'Hello {{1}}, your payment of {{2}} is due on {{3}}, thank you.', buttons: [visit('Pay now')] },
      es: { body: 'Hola {{1}}, su pago de {{2}} vence el {{3}}, gracias.', buttons: [visit('Pagar ahora')] },
      pt_BR: { body: 'Olá {{1}}, seu pagamento de {{2}} vence em {{3}}, obrigado.', buttons: [visit('Pagar agora')] },
    },
  },
  {
    name: 'low_balance_1',
    category: 'UTILITY',
    topic: 'ACCOUNT_UPDATES',
    usecase: 'LOW_BALANCE_WARNING',
    industry: ['FINANCIAL_SERVICES'],
    body_params: ['4321', '$12.00'],
    body_param_types: ['NUMBER', 'AMOUNT'],
    texts: {
      en_US: { body: 'The account ending in {{1}} has a balance of {{2}} left today.', buttons: [] },
      es: { body: 'La cuenta terminada en {{1}} tiene hoy un saldo de {{2}} disponible.', buttons: [] },
      pt_BR: { body: 'A conta com final {{1}} tem hoje um saldo de {{2}} disponível.', buttons: [] },
    },
  },
  {
    name: 'verify_code_1',
    category: 'AUTHENTICATION',
    topic: 'IDENTITY_VERIFICATION',
    usecase: 'ACCOUNT_VERIFICATION',
    industry: ['E_COMMERCE', 'FINANCIAL_SERVICES'],
    body_params: [],
    body_param_types: [],
    texts: { en_US: code, es: code, pt_BR: code },
  },
]

export const libraryTemplates: readonly LibraryTemplate[] = entries.flatMap(({ texts, ...entry }, row) =>
  languages.map((language, column) => ({
    ...entry,
    ...texts[language],
    id: `71000000000000${String(row * languages.length + column).padStart(2, '0')}`,
    language,
  })),
)
