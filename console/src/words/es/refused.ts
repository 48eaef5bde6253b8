/** Spanish words of refused requests. */
import type { refused as en } from '../en/refused.ts'

export const refused: Record<keyof typeof en, string> = {
  'nav.refused': 'Rechazadas',
  'refused.lead': 'Lo que los programas pidieron y no obtuvieron, sin lo que decían. Se guarda una semana.',
  'refused.none': 'Nada fue rechazado',
  'refused.none_do': 'Nada coincide con estos filtros, o todas las solicitudes se aceptaron.',
  'refused.caller': 'Quién llamó',
  'refused.why': 'Por qué',
  'refused.count': 'Veces',
  'refused.E0422': 'Hay campos incorrectos',
  'refused.E1019': 'El bot no existe',
  'refused.R4000': 'El JSON no es válido',
  'refused.R4002': 'La ventana de 24 horas está cerrada',
  'refused.R4030': 'El bot no es de este cliente',
  'refused.R4033': 'Falta un rol para esto',
  'refused.R4220': 'La clave vino con otra solicitud',
  'refused.R4291': 'Hay demasiados mensajes en espera',
  'refused.R4292': 'Demasiadas solicitudes',
  'refused.NO_TEMPLATE': 'La plantilla no se puede usar',
}
