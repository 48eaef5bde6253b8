/** The texts of one's own account, in Spanish. */
import type { account as en } from '../en/account.ts'

export const account: Record<keyof typeof en, string> = {
  'account.lead': 'Su contraseña, su segundo factor y sus sesiones abiertas.',
  'account.on': 'Activado',
  'account.off': 'Desactivado',
  'account.next': 'Siguiente',
  'account.second_factor': 'Segundo factor',
  'account.password_now': 'Contraseña actual',
  'account.password_new': 'Contraseña nueva',
  'account.password_hint': 'De 12 a 128 caracteres; una frase está bien.',
  'account.password_change': 'Cambiar la contraseña',
  'account.password_changed': 'La contraseña cambió y las demás sesiones terminaron',
  'account.totp_about':
    'Junto a la contraseña, un código de un autenticador en su teléfono: quien solo conoce la contraseña no entra.',
  'account.totp_start': 'Configurarlo',
  'account.totp_remove': 'Quitarlo',
  'account.totp_remove_about': 'Después basta la contraseña para entrar.',
  'account.totp_removed': 'El segundo factor está quitado',
  'account.totp_password': 'Primero su contraseña, para que nadie más en esta pantalla pueda hacerlo.',
  'account.totp_secret_about':
    'Escanee esto con su autenticador, escriba el secreto a mano o, si está en este dispositivo, agréguelo',
  'account.totp_here': 'con este enlace',
  'account.totp_picture': 'Código QR del secreto',
  'account.totp_secret': 'Secreto para el autenticador',
  'account.totp_code': 'El código que muestra',
  'account.totp_confirm': 'Activarlo',
  'account.totp_on': 'El segundo factor está activado',
  'account.recovery': 'Códigos de recuperación',
  'account.recovery_about':
    'Si pierde el autenticador, cada uno de estos códigos sirve una vez. Se muestran solo ahora: guárdelos ' +
    'donde guarda lo importante.',
}
