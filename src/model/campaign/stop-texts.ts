/**
 * Texts on why a campaign is stopped and what to do, in the three languages: shown with the campaign, included in its
 * event, printed in docs/campaigns.md.
 */

import type { Texts } from '../errors/texts.ts'
import type { StopName } from '../outcome/failure-kinds.ts'
import type { Stop, StopSource } from './stop.ts'

export type StopTexts = { says: Texts; advice: Texts }

/** As shown by the API and the event; instants as ISO 8601. */
export type StopView = {
  code: StopName
  told: StopSource
  at: string
  error: unknown
  violations?: unknown[]
  says: Texts
  advice: Texts
  until: string | null
  nextLookAt: string | null
}

export function stopView(
  { reason, told: reported, at, error, violations, until }: Stop,
  lookAt: number | undefined,
): StopView {
  const iso = (instant: number | undefined) => (instant === undefined ? null : new Date(instant).toISOString())
  return {
    code: reason,
    told: reported,
    at: new Date(at).toISOString(),
    error: error ?? null,
    ...(violations ? { violations } : {}),
    ...stopTexts[reason],
    until: iso(until),
    nextLookAt: iso(lookAt),
  }
}

export const stopTexts = {
  TEMPLATE_PAUSED: {
    says: {
      en: 'Meta paused the template because of its quality.',
      es: 'Meta pausó la plantilla por su calidad.',
      pt: 'A Meta pausou o modelo por causa da qualidade.',
    },
    advice: {
      en:
        'Wait: the campaign continues when Meta reactivates the template, after 3 or 6 hours. Send it to ' +
        'people who expect it.',
      es:
        'Espere: la campaña continúa cuando Meta reactive la plantilla, tras 3 o 6 horas. Envíela a ' +
        'quienes la esperan.',
      pt: 'Aguarde: a campanha continua quando a Meta reativar o modelo, após 3 ou 6 horas. Envie-o a quem o espera.',
    },
  },
  TEMPLATE_DISABLED: {
    says: {
      en: 'Meta disabled or rejected the template.',
      es: 'Meta desactivó o rechazó la plantilla.',
      pt: 'A Meta desativou ou rejeitou o modelo.',
    },
    advice: {
      en:
        'Edit the template or appeal; the campaign continues when it is approved. ' +
        'Or cancel the campaign and use another template.',
      es:
        'Modifique la plantilla o apele la decisión; la campaña continúa cuando se ' +
        'apruebe. O cancele la campaña y use otra plantilla.',
      pt:
        'Altere o modelo ou recorra; a campanha continua quando ele for ' +
        'aprovado. Ou cancele a campanha e use outro modelo.',
    },
  },
  TEMPLATE_MISSING: {
    says: {
      en: 'The template does not exist, or is not approved, in the language of the campaign.',
      es: 'La plantilla no existe o no está aprobada en el idioma de la campaña.',
      pt: 'O modelo não existe ou não está aprovado no idioma da campanha.',
    },
    advice: {
      en: 'Check the template in that language; the campaign continues when it is approved.',
      es: 'Revise la plantilla en ese idioma; la campaña continúa cuando esté aprobada.',
      pt: 'Verifique o modelo nesse idioma; a campanha continua quando ele for aprovado.',
    },
  },
  TEMPLATE_CHANGED: {
    says: {
      en: 'The template is no longer the one for which the campaign was created.',
      es: 'La plantilla ya no es aquella para la que se creó la campaña.',
      pt: 'O modelo não é mais aquele para o qual a campanha foi criada.',
    },
    advice: {
      en:
        'If the new one takes the same values, the campaign continues automatically; otherwise cancel it ' +
        'and upload the file again.',
      es:
        'Si la nueva admite los mismos valores, la campaña continúa automáticamente; si no, cancélela y ' +
        'suba el archivo de nuevo.',
      pt:
        'Se o novo aceitar os mesmos valores, a campanha continua automaticamente; caso contrário, ' +
        'cancele-a e envie o arquivo novamente.',
    },
  },
  TEMPLATE_CONTENT: {
    says: {
      en: "Meta refuses the template's content or its flow.",
      es: 'Meta rechaza el contenido de la plantilla o su flujo.',
      pt: 'A Meta recusa o conteúdo do modelo ou o seu fluxo.',
    },
    advice: {
      en: 'Edit the template or fix its flow, then resume the campaign.',
      es: 'Modifique la plantilla o corrija su flujo y reanude la campaña.',
      pt: 'Altere o modelo ou corrija o seu fluxo e retome a campanha.',
    },
  },
  MARKETING_OFF: {
    says: {
      en: "Meta does not accept this account's marketing templates through the Cloud API.",
      es: 'Meta no admite plantillas de marketing de esta cuenta por la Cloud API.',
      pt: 'A Meta não aceita modelos de marketing desta conta pela Cloud API.',
    },
    advice: {
      en: 'Allow marketing templates on the Cloud API in the account, then resume the campaign.',
      es: 'Permita en la cuenta las plantillas de marketing por la Cloud API y reanude la campaña.',
      pt: 'Permita na conta os modelos de marketing pela Cloud API e retome a campanha.',
    },
  },
  SPAM_LIMIT: {
    says: {
      en: 'Meta limits the number: too many people blocked or reported it.',
      es: 'Meta limita el número: demasiadas personas lo bloquearon o denunciaron.',
      pt: 'A Meta limita o número: pessoas demais o bloquearam ou denunciaram.',
    },
    advice: {
      en: "Check the number's quality and send less; the campaign tries one row from time to time.",
      es: 'Revise la calidad del número y envíe menos; la campaña prueba una fila de vez en cuando.',
      pt: 'Verifique a qualidade do número e envie menos; a campanha tenta uma linha de vez em quando.',
    },
  },
  NUMBER_NOT_READY: {
    says: {
      en: 'The number is not registered, not verified, or has no approved display name.',
      es: 'El número no está registrado, no está verificado o no tiene un nombre visible aprobado.',
      pt: 'O número não está registrado, não está verificado ou não tem nome de exibição aprovado.',
    },
    advice: {
      en: 'Register the number in the WhatsApp Manager, then resume the campaign.',
      es: 'Registre el número en el Administrador de WhatsApp y reanude la campaña.',
      pt: 'Registre o número no Gerenciador do WhatsApp e retome a campanha.',
    },
  },
  TEMPLATE_LIMIT: {
    says: {
      en: 'Meta limits the account because templates are in the wrong category.',
      es: 'Meta limita la cuenta porque hay plantillas en una categoría equivocada.',
      pt: 'A Meta limita a conta porque há modelos em categoria errada.',
    },
    advice: {
      en: 'Move the templates to the right category; the limit is lifted automatically.',
      es: 'Asigne las plantillas a la categoría correcta; el límite se levanta automáticamente.',
      pt: 'Atribua os modelos à categoria correta; o limite é removido automaticamente.',
    },
  },
  PAYMENT: {
    says: {
      en: 'Meta cannot charge the account.',
      es: 'Meta no puede cobrar a la cuenta.',
      pt: 'A Meta não consegue efetuar a cobrança da conta.',
    },
    advice: {
      en: 'Fix the payment method in the Business Manager, then resume the campaign.',
      es: 'Corrija el método de pago en el Business Manager y reanude la campaña.',
      pt: 'Corrija a forma de pagamento no Gerenciador de Negócios e retome a campanha.',
    },
  },
  ACCOUNT_CHANGED: {
    says: {
      en: 'The bot no longer has the business account whose template the campaign uses.',
      es: 'El bot ya no tiene la cuenta de empresa cuya plantilla usa la campaña.',
      pt: 'O bot não tem mais a conta comercial cujo modelo a campanha usa.',
    },
    advice: {
      en:
        'If the new account has the same template, word for word, the campaign continues automatically. ' +
        'Otherwise check its preview and resume it, or cancel it.',
      es:
        'Si la cuenta nueva tiene la misma plantilla, palabra por palabra, la campaña continúa ' +
        'automáticamente. Si no, revise su vista previa y reanúdela, o cancélela.',
      pt:
        'Se a nova conta tiver o mesmo modelo, palavra por palavra, a campanha continua automaticamente. ' +
        'Caso contrário, confira a prévia da campanha e retome-a, ou cancele-a.',
    },
  },
  ACCOUNT_RESTRICTED: {
    says: {
      en: 'Meta restricts what the account may send.',
      es: 'Meta restringe lo que la cuenta puede enviar.',
      pt: 'A Meta restringe o que a conta pode enviar.',
    },
    advice: {
      en: 'See the reason in the Business Manager; the campaign continues when the restriction ends.',
      es: 'Consulte el motivo en el Business Manager; la campaña continúa cuando termine la restricción.',
      pt: 'Consulte o motivo no Gerenciador de Negócios; a campanha continua quando a restrição terminar.',
    },
  },
  ACCOUNT_LOCKED: {
    says: {
      en: 'Meta locked the account.',
      es: 'Meta bloqueó la cuenta.',
      pt: 'A Meta bloqueou a conta.',
    },
    advice: {
      en: 'Request a review in the Business Manager; the campaign continues when the account is restored.',
      es: 'Solicite una revisión en el Business Manager; la campaña continúa cuando se restablezca la cuenta.',
      pt: 'Solicite uma análise no Gerenciador de Negócios; a campanha continua quando a conta for restaurada.',
    },
  },
  TOKEN_REFUSED: {
    says: {
      en: "Meta refuses the bot's access token: the campaign waits for a new one.",
      es: 'Meta rechaza el token de acceso del bot: la campaña espera uno nuevo.',
      pt: 'A Meta recusa o token de acesso do bot: a campanha aguarda um novo.',
    },
    advice: {
      en: 'Give the bot a valid token with the right permissions; the campaign continues automatically.',
      es: 'Configure en el bot un token válido con los permisos necesarios; la campaña continúa automáticamente.',
      pt: 'Configure no bot um token válido com as permissões necessárias; a campanha continua automaticamente.',
    },
  },
  FILE: {
    says: {
      en: 'The file that all recipients get cannot be fetched, or WhatsApp does not accept it.',
      es: 'No se puede obtener el archivo que reciben todos, o WhatsApp no lo admite.',
      pt: 'Não é possível obter o arquivo que todos recebem, ou o WhatsApp não o aceita.',
    },
    advice: {
      en: 'Restore the file at its address, in a type and size that WhatsApp accepts.',
      es: 'Restablezca el archivo en su dirección, con un tipo y un tamaño que WhatsApp admita.',
      pt: 'Restaure o arquivo no endereço, com um tipo e um tamanho que o WhatsApp aceite.',
    },
  },
} as const satisfies Record<StopName, StopTexts>
