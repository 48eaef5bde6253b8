/** Why something could not be found out, where it is not Meta or the network that says it; in three languages. */
import type { Texts } from '../model/errors/texts.ts'

export const reasons = {
  late: { en: 'no answer in time', es: 'no hubo respuesta a tiempo', pt: 'não houve resposta a tempo' },
  unsaid: { en: 'Meta does not say', es: 'Meta no lo indica', pt: 'a Meta não informa' },
  no_app: {
    en: 'the app of the bot is not known; set channel.appId',
    es: 'no se conoce la app del bot; defina channel.appId',
    pt: 'o app do bot não é conhecido; defina channel.appId',
  },
  no_time: {
    en: 'no answer had a time',
    es: 'ninguna respuesta traía la hora',
    pt: 'nenhuma resposta trazia a hora',
  },
  no_address: {
    en: 'RECADO_PUBLIC_URL is not set',
    es: 'RECADO_PUBLIC_URL no está definido',
    pt: 'RECADO_PUBLIC_URL não está definido',
  },
  no_bot: {
    en: 'there is no bot whose credentials could be used',
    es: 'no hay ningún bot cuyas credenciales se puedan usar',
    pt: 'não há nenhum bot cujas credenciais possam ser usadas',
  },
  invalid: { en: 'it is not valid', es: 'no es válido', pt: 'não é válido' },
  number_place: {
    en: "the override of the number (webhook_configuration of POST /{phone-number-id}) wins over the app's",
    es: 'la del número (webhook_configuration de POST /{phone-number-id}) prevalece sobre la de la app',
    pt: 'a do número (webhook_configuration de POST /{phone-number-id}) prevalece sobre a do app',
  },
  account_place: {
    en: "the override of the account (POST /{waba-id}/subscribed_apps) wins over the app's",
    es: 'la de la cuenta (POST /{waba-id}/subscribed_apps) prevalece sobre la de la app',
    pt: 'a da conta (POST /{waba-id}/subscribed_apps) prevalece sobre a do app',
  },
  app_place: {
    en: 'under Webhooks of the app at Meta',
    es: 'en Webhooks de la app en Meta',
    pt: 'em Webhooks do app na Meta',
  },
  of_meta: { en: 'of Meta', es: 'de Meta', pt: 'da Meta' },
  of_database: { en: 'of the database', es: 'de la base de datos', pt: 'do banco de dados' },
  of_process: {
    en: 'by which this process goes',
    es: 'que sigue este proceso',
    pt: 'que este processo segue',
  },
  manager: { en: 'open WhatsApp Manager', es: 'abra WhatsApp Manager', pt: 'abra o WhatsApp Manager' },
} as const satisfies Record<string, Texts>
