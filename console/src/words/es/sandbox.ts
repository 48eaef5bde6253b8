/** The texts of the page of the sandbox, in Spanish. */
import type { sandbox as en } from '../en/sandbox.ts'

export const sandbox: Record<keyof typeof en, string> = {
  'sandbox.lead': 'Un WhatsApp solo de esta instalación: nada llega a una persona real.',
  'sandbox.none': 'Aquí no hay sandbox',
  'sandbox.none_do': 'Todos los bots están conectados a Meta. Inicie la pasarela con RECADO_SANDBOX=on para tener uno.',
  'sandbox.phones': 'Teléfonos',
  'sandbox.try': 'Provocar algo',
  'sandbox.try_about':
    'Estos comandos hablan con el sandbox mismo y no necesitan clave. La dirección es la que usa la pasarela.',
  'sandbox.writes': 'Una persona escribe',
  'sandbox.fails': 'Los mensajes a una persona se aceptan y fallan después',
  'sandbox.review': 'Las plantillas nuevas esperan una revisión a mano',
  'sandbox.reset': 'Todo como al principio',
  'sandbox.docs': 'Todo lo que puede hacer',
  'sandbox.guide': 'Pruebas, en la guía',
  'sandbox.open': 'Abrir el teléfono',
}
