/** Texts of the first page, in Spanish. */
import type { overview as en } from '../en/overview.ts'

export const overview: Record<keyof typeof en, string> = {
  'overview.lead': 'Cómo están sus números y qué necesita su atención.',
  'overview.attention': 'Requiere atención',
  'overview.all_well': 'Todo está como debe.',
  'overview.numbers': 'Números',
  'overview.pace': '{pace} mensajes por segundo',
  'overview.phone': 'Teléfono de pruebas',
  'overview.latest': 'Últimos mensajes',
  'overview.all_messages': 'Todos los mensajes',
  'overview.campaigns': 'Campañas en curso',
  'overview.all_campaigns': 'Todas las campañas',
  'overview.no_campaigns': 'Ninguna en curso ni en espera.',
  'first.title': 'El primer mensaje',
  'first.phone': 'Abra el teléfono de pruebas.',
  'first.phone_about': 'Muestra lo que vería una persona, sin cuenta en Meta.',
  'first.send': 'Envíe un mensaje desde una terminal y véalo llegar allí:',
  'first.guide': 'Lea la guía:',
  'first.guide_about': 'del primer mensaje a un bot en producción.',
  'first.api': 'Pruebe la API:',
  'first.api_about': 'cada operación con sus campos y ejemplos, y el documento para generar clientes:',
}
