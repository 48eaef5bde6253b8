/** What each cause of a failure means and what to do about it, in Spanish. */
import type { Cause, CauseTexts } from './causes.ts'

export const failures: Record<Cause, CauseTexts> = {
  meta_trouble: {
    says: 'WhatsApp tuvo un problema propio.',
    advice: 'El mensaje está bien: envíelo de nuevo. Si continúa, consulte metastatus.com.',
  },
  maintenance: {
    says: 'Meta estaba haciendo mantenimiento en la cuenta del número.',
    advice: 'Envíelo de nuevo en unos minutos.',
  },
  deregistering: {
    says: 'El número se estaba dando de baja en WhatsApp y la baja no terminó bien.',
    advice: 'Dé de baja el número y regístrelo otra vez en el Administrador de WhatsApp; luego envíe de nuevo.',
  },
  app_calls: {
    says: 'La aplicación de Meta hizo demasiadas solicitudes.',
    advice: 'Envíelo más tarde y más despacio. También cuentan otros programas que usan la misma aplicación.',
  },
  account_calls: {
    says: 'La cuenta de empresa hizo demasiadas solicitudes.',
    advice: 'Envíelo más tarde y más despacio. Cuentan juntos todos los números de la cuenta.',
  },
  number_pace: {
    says: 'Se envió desde el número más de lo que puede enviar por segundo.',
    advice: 'Envíelo de nuevo. Si otro programa envía desde este número, hágalo ir más despacio.',
  },
  pair_pace: {
    says: 'Esta persona recibió demasiados mensajes en poco tiempo.',
    advice: 'Espere unos minutos antes de escribirle otra vez.',
  },
  flow_pace: {
    says: 'Meta frena el flujo porque responde mal.',
    advice: 'Revise el estado del flujo en el Administrador de WhatsApp, repare su servidor y envíe de nuevo.',
  },
  pin_guesses: {
    says: 'El PIN del número se escribió mal demasiadas veces.',
    advice: 'Espere el tiempo que indica Meta y registre el número con el PIN correcto.',
  },
  number_deleted: {
    says: 'El número se eliminó hace apenas un momento.',
    advice: 'Espere cinco minutos y regístrelo de nuevo.',
  },
  registrations: {
    says: 'El número se registró y se dio de baja demasiadas veces.',
    advice: 'Espere 72 horas y regístrelo de nuevo.',
  },
  template_syncing: {
    says: 'Meta todavía está distribuyendo la plantilla.',
    advice: 'Envíela de nuevo en diez minutos.',
  },
  person_blocked: {
    says: 'Esta persona está en la lista de bloqueados del número.',
    advice: 'Quítela de esa lista si quiere escribirle.',
  },
  experiment: {
    says: 'Meta no entrega mensajes de marketing a esta persona: participa en un experimento de Meta.',
    advice: 'No se puede hacer nada. Espere a que escriba, o use otro medio.',
  },
  country: {
    says: 'El número no puede enviar al país de esta persona.',
    advice: 'Use otro medio para esta persona, o un número que pueda enviar allí.',
  },
  to_itself: {
    says: 'El mensaje iba dirigido al mismo número que lo envía.',
    advice: 'Corrija el destinatario.',
  },
  not_reachable: {
    says: 'WhatsApp no puede entregar en este número.',
    advice:
      'Revise el número con su código de país. Puede que la persona no tenga WhatsApp, use una versión antigua o ' +
      'deba aceptar condiciones nuevas. Contáctela por otro medio.',
  },
  stopped_marketing: {
    says: 'Esta persona pidió no recibir más mensajes de marketing suyos.',
    advice: 'Respételo: quítela de sus listas de marketing. Los demás mensajes siguen llegando.',
  },
  marketing_cap: {
    says: 'WhatsApp retuvo este mensaje de marketing: la persona ya recibe bastantes.',
    advice: 'Espere unos días; insistir enseguida no ayuda. Puede llegar si la persona le escribe.',
  },
  own_marketing_cap: {
    says: 'Esta persona ya recibió los mensajes de marketing que permite el ajuste del número.',
    advice: 'Envíelo dentro de unos días, o permita más en los ajustes del número.',
  },
  parameter: {
    says: 'Un valor del mensaje no es como WhatsApp lo pide.',
    advice: 'Las palabras de Meta dicen cuál: corríjalo y envíe de nuevo.',
  },
  parameter_missing: {
    says: 'Al mensaje le falta un valor que WhatsApp necesita.',
    advice: 'Las palabras de Meta dicen cuál: agréguelo y envíe de nuevo.',
  },
  not_on_list: {
    says: 'El número es de prueba y esta persona no está en su lista.',
    advice: 'Agregue su número a la lista del número de prueba en la aplicación de Meta, o envíe desde uno real.',
  },
  window_closed: {
    says: 'Pasaron más de 24 horas desde que la persona escribió.',
    advice: 'Envíe una plantilla aprobada. Cuando la persona responda, podrá escribirle libremente otra vez.',
  },
  message_type: {
    says: 'WhatsApp no conoce este tipo de mensaje.',
    advice: 'Envíelo de otra forma.',
  },
  not_available: {
    says: 'WhatsApp no pudo entregarnos este mensaje.',
    advice: 'Pida a la persona que lo escriba otra vez.',
  },
  scoped_id: {
    says: 'Este tipo de mensaje no puede ir a una persona de la que solo se conoce un id, sin número.',
    advice: 'Envíe otro tipo de mensaje, o pida su número a la persona.',
  },
  max_price: {
    says: 'Esta plantilla tiene un precio máximo, que no sirve para este envío.',
    advice:
      'Envíela por la vía de mensajes de marketing, a un país que lo tenga; o use una plantilla sin precio máximo.',
  },
  other_responder: {
    says: 'Otro atiende esta conversación: la aplicación del negocio, una persona u otro proveedor.',
    advice: 'Nada se envía hasta que la devuelva. Termínela allí y envíe de nuevo.',
  },
  text_too_long: {
    says: 'El texto de la plantilla quedó demasiado largo con sus valores.',
    advice: 'Use valores más cortos y envíe de nuevo.',
  },
  template_value: {
    says: 'Un valor para la plantilla no es como la plantilla lo pide.',
    advice: 'Las palabras de Meta dicen cuál: corríjalo y envíe de nuevo.',
  },
  not_accepted: {
    says: 'Meta rechazó el mensaje sin decir más.',
    advice: 'Compare sus partes con la plantilla, corríjalo y envíe de nuevo.',
  },
  identity_changed: {
    says: 'La persona tiene otro teléfono u otro WhatsApp que el esperado.',
    advice: 'Asegúrese de que sigue siendo la misma persona antes de enviar de nuevo.',
  },
  calling: {
    says: 'WhatsApp rechazó algo relacionado con llamadas.',
    advice:
      'Revise los ajustes de llamadas del número en el Administrador de WhatsApp; las palabras de Meta ' + 'dicen más.',
  },
  flow: {
    says: 'WhatsApp rechazó el flujo, o el bloqueo o desbloqueo de una persona.',
    advice: 'Las palabras de Meta dicen más: corríjalo y envíe de nuevo.',
  },
  template_paused: {
    says: 'Meta pausó la plantilla porque hubo quejas.',
    advice: 'Espere a que Meta la reactive, tras 3 o 6 horas, y envíela solo a quienes la esperan.',
  },
  template_disabled: {
    says: 'Meta desactivó la plantilla.',
    advice: 'Modifique la plantilla y envíela de nuevo a revisión, o use otra.',
  },
  template_missing: {
    says: 'La plantilla no existe en este idioma o no está aprobada.',
    advice: 'Revise nombre e idioma entre las plantillas; espere la aprobación.',
  },
  template_changed: {
    says: 'Los valores no corresponden a la plantilla: tiene otros que los enviados.',
    advice: 'Vea la plantilla como está ahora y dé su valor a cada variable.',
  },
  template_policy: {
    says: 'El contenido de la plantilla va contra las reglas de WhatsApp.',
    advice: 'Modifique su texto y envíela de nuevo a revisión.',
  },
  flow_blocked: {
    says: 'Meta bloqueó el flujo de la plantilla.',
    advice: 'Repare el flujo en el Administrador de WhatsApp y envíe de nuevo.',
  },
  marketing_off: {
    says: 'Esta cuenta no puede enviar plantillas de marketing por esta vía.',
    advice: 'Permita en la cuenta las plantillas de marketing por la Cloud API y envíe de nuevo.',
  },
  spam_limit: {
    says: 'Demasiadas personas bloquearon o denunciaron el número, y Meta lo limita.',
    advice: 'Envíe menos y solo a quienes lo esperan. Revise la calidad del número en el Administrador de WhatsApp.',
  },
  not_registered: {
    says: 'El número no está registrado en WhatsApp.',
    advice: 'Regístrelo en el Administrador de WhatsApp y envíe de nuevo.',
  },
  number_gone: {
    says: 'El número ya no existe en Meta, o el token no puede usarlo.',
    advice: 'Revise el id del número de teléfono en el bot.',
  },
  display_name: {
    says: 'El nombre visible del número no está aprobado.',
    advice: 'Obtenga la aprobación de un nombre en el Administrador de WhatsApp y envíe de nuevo.',
  },
  registration: {
    says: 'El registro del número no tuvo éxito.',
    advice: 'Regístrelo de nuevo en el Administrador de WhatsApp y envíe otra vez.',
  },
  pin: {
    says: 'El PIN del número es incorrecto.',
    advice: 'Registre el número con su PIN correcto, o defina uno nuevo en el Administrador de WhatsApp.',
  },
  not_verified: {
    says: 'El número no se ha verificado.',
    advice: 'Verifíquelo por mensaje o llamada en el Administrador de WhatsApp y regístrelo.',
  },
  misclassified: {
    says: 'Meta limita la cuenta: tiene plantillas en una categoría equivocada.',
    advice: 'Asigne a las plantillas su categoría correcta; el límite termina solo.',
  },
  payment: {
    says: 'Meta no puede cobrar a la cuenta.',
    advice: 'Corrija el método de pago en el Business Manager y envíe de nuevo.',
  },
  payment_terms: {
    says: 'No se han aceptado las condiciones de pago.',
    advice: 'Acéptelas en el Business Manager y envíe de nuevo.',
  },
  account_restricted: {
    says: 'Meta restringe la cuenta por haber infringido una regla.',
    advice: 'Vea el motivo en el Business Manager, en calidad de la cuenta, y solicite una revisión.',
  },
  marketing_api: {
    says: 'Esta cuenta no puede usar la API de marketing de Meta.',
    advice: 'Vea el motivo en el Business Manager; mientras tanto envíe por la Cloud API.',
  },
  account_locked: {
    says: 'Meta bloqueó la cuenta.',
    advice: 'Solicite una revisión en el Business Manager. Antes no se puede enviar nada.',
  },
  token: {
    says: 'El token de acceso del bot no es válido, o su conexión con Meta está mal configurada.',
    advice: 'Configure un token nuevo en el bot; su comprobación en Meta dice qué falta.',
  },
  token_permission: {
    says: 'El token de acceso del bot no tiene permiso para esto.',
    advice: 'Use un token con whatsapp_business_messaging y whatsapp_business_management, y con esta cuenta.',
  },
  file_download: {
    says: 'WhatsApp no pudo obtener el archivo.',
    advice: 'Asegúrese de que la dirección lleve al archivo mismo, sin iniciar sesión, y envíe de nuevo.',
  },
  file_refused: {
    says: 'WhatsApp no pudo recibir el archivo.',
    advice: 'Compruebe que se abre y que su tipo y tamaño están permitidos; luego envíe de nuevo.',
  },
  file_address: {
    says: 'La dirección del archivo no respondió o no llevó a un archivo.',
    advice: 'Abra la dirección en una ventana privada: debe llevar al archivo mismo.',
  },
  file_size: {
    says: 'El archivo es más grande de lo que WhatsApp permite para su tipo.',
    advice: 'Redúzcalo: imagen 5 MB, audio y video 16 MB, documento 100 MB, sticker 100 KB.',
  },
  file_type: {
    says: 'WhatsApp no admite aquí archivos de este tipo.',
    advice: 'Conviértalo, o envíelo como documento.',
  },
  too_old: {
    says: 'El mensaje no se pudo enviar a tiempo y se abandonó.',
    advice: 'Sus intentos dicen por qué. Repárelo y envíe de nuevo si todavía importa.',
  },
  expired: {
    says: 'Pasó la hora hasta la que se quería el mensaje.',
    advice: 'Envíelo de nuevo con una hora posterior si todavía importa.',
  },
  number_changed: {
    says: 'Salió de un número que el bot ya no tiene; puede que haya llegado.',
    advice: 'Pregunte a la persona antes de enviarlo de nuevo.',
  },
  account_changed: {
    says: 'Su plantilla era de la cuenta de empresa anterior del bot.',
    advice: 'Envíelo de nuevo con una plantilla de la cuenta actual.',
  },
  bot_deleted: {
    says: 'El bot se eliminó antes de que el mensaje se enviara.',
    advice: 'Envíelo con otro bot si todavía importa.',
  },
  other: {
    says: 'WhatsApp rechazó el mensaje por un motivo que no está en sus documentos.',
    advice: 'Las palabras de Meta pueden ayudar; su soporte puede buscar el código.',
  },
}
