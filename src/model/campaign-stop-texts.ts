/**
 * Texts on why a campaign is stopped and what to do, in the three languages: shown with the campaign, included in its
 * event, printed in docs/campaigns.md.
 */
import type { Stop, Told } from './campaign-stop.ts'
import type { StopName } from './failure-kinds.ts'
import type { Texts } from './violation.ts'

export type StopTexts = { says: Texts; advice: Texts }

/** As shown by the API and the event; instants as ISO 8601. */
export type StopView = {
  code: StopName
  told: Told
  at: string
  error: unknown
  violations?: unknown[]
  says: Texts
  advice: Texts
  until: string | null
  nextLookAt: string | null
}

export function stopView({ reason, told, at, error, violations, until }: Stop, lookAt: number | undefined): StopView {
  const iso = (instant: number | undefined) => (instant === undefined ? null : new Date(instant).toISOString())
  return {
    code: reason,
    told,
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
      en: 'Wait: the campaign goes on when Meta takes it back, after 3 or 6 hours. Send it to people who expect it.',
      es: 'Espere: la campaña sigue cuando Meta la reactive, tras 3 o 6 horas. Envíela a quienes la esperan.',
      pt: 'Aguarde: a campanha continua quando a Meta o reativar, após 3 ou 6 horas. Envie-o a quem o espera.',
    },
  },
  TEMPLATE_DISABLED: {
    says: {
      en: 'Meta disabled or rejected the template.',
      es: 'Meta desactivó o rechazó la plantilla.',
      pt: 'A Meta desativou ou rejeitou o modelo.',
    },
    advice: {
      en: 'Change or appeal the template; the campaign goes on when it is approved. Or cancel it and use another one.',
      es: 'Cambie o apele la plantilla; la campaña sigue cuando se apruebe. O cancélela y use otra.',
      pt: 'Altere o modelo ou recorra; a campanha continua quando for aprovado. Ou cancele e use outro.',
    },
  },
  TEMPLATE_MISSING: {
    says: {
      en: 'The template is not there, or not approved, in the language of the campaign.',
      es: 'La plantilla no existe o no está aprobada en el idioma de la campaña.',
      pt: 'O modelo não existe ou não está aprovado no idioma da campanha.',
    },
    advice: {
      en: 'Look at the template in its language; the campaign goes on when it is approved.',
      es: 'Revise la plantilla en su idioma; la campaña sigue cuando esté aprobada.',
      pt: 'Verifique o modelo no seu idioma; a campanha continua quando estiver aprovado.',
    },
  },
  TEMPLATE_CHANGED: {
    says: {
      en: 'The template is no longer what the campaign was made for.',
      es: 'La plantilla ya no es aquella para la que se hizo la campaña.',
      pt: 'O modelo não é mais aquele para o qual a campanha foi feita.',
    },
    advice: {
      en: 'If the new one takes the same values the campaign goes on by itself; else cancel it and upload the file again.',
      es: 'Si la nueva admite los mismos valores, la campaña sigue sola; si no, cancélela y suba el archivo de nuevo.',
      pt: 'Se o novo aceitar os mesmos valores, a campanha continua sozinha; senão cancele e envie o arquivo de novo.',
    },
  },
  TEMPLATE_CONTENT: {
    says: {
      en: "Meta refuses the template's content or its flow.",
      es: 'Meta rechaza el contenido de la plantilla o su flujo.',
      pt: 'A Meta recusa o conteúdo do modelo ou o seu fluxo.',
    },
    advice: {
      en: 'Change the template or repair its flow, then resume the campaign.',
      es: 'Cambie la plantilla o repare su flujo y reanude la campaña.',
      pt: 'Altere o modelo ou corrija o seu fluxo e retome a campanha.',
    },
  },
  MARKETING_OFF: {
    says: {
      en: 'Meta does not take marketing templates of this account by this way.',
      es: 'Meta no admite plantillas de marketing de esta cuenta por esta vía.',
      pt: 'A Meta não aceita modelos de marketing desta conta por esta via.',
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
      en: "Look at the number's quality and send less; the campaign tries one row now and then.",
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
      en: 'Meta limits the account because templates are in a wrong category.',
      es: 'Meta limita la cuenta porque hay plantillas en una categoría equivocada.',
      pt: 'A Meta limita a conta porque há modelos em categoria errada.',
    },
    advice: {
      en: 'Put the templates into their category; the limit lifts by itself.',
      es: 'Ponga las plantillas en su categoría; el límite se levanta solo.',
      pt: 'Coloque os modelos na categoria certa; o limite é retirado sozinho.',
    },
  },
  PAYMENT: {
    says: {
      en: 'Meta cannot charge the account.',
      es: 'Meta no puede cobrar a la cuenta.',
      pt: 'A Meta não consegue cobrar da conta.',
    },
    advice: {
      en: 'Repair the payment method in the Business Manager, then resume the campaign.',
      es: 'Corrija el método de pago en el Business Manager y reanude la campaña.',
      pt: 'Corrija a forma de pagamento no Gerenciador de Negócios e retome a campanha.',
    },
  },
  ACCOUNT_CHANGED: {
    says: {
      en: 'The bot has another business account than the one whose template the campaign was made for.',
      es: 'El bot tiene otra cuenta de empresa que aquella cuya plantilla usa la campaña.',
      pt: 'O bot tem outra conta comercial, e não aquela cujo modelo a campanha usa.',
    },
    advice: {
      en: 'If the new account has the same template, word for word, the campaign goes on by itself. Else look at its preview and resume it, or cancel it.',
      es: 'Si la cuenta nueva tiene la misma plantilla, palabra por palabra, la campaña sigue sola. Si no, revise su vista previa y reanúdela, o cancélela.',
      pt: 'Se a nova conta tiver o mesmo modelo, palavra por palavra, a campanha continua sozinha. Se não, veja a prévia e retome-a, ou cancele-a.',
    },
  },
  ACCOUNT_RESTRICTED: {
    says: {
      en: 'Meta restricts what the account may send.',
      es: 'Meta restringe lo que la cuenta puede enviar.',
      pt: 'A Meta restringe o que a conta pode enviar.',
    },
    advice: {
      en: 'See the reason in the Business Manager; the campaign goes on when the restriction ends.',
      es: 'Vea el motivo en el Business Manager; la campaña sigue cuando termine la restricción.',
      pt: 'Veja o motivo no Gerenciador de Negócios; a campanha continua quando a restrição terminar.',
    },
  },
  ACCOUNT_LOCKED: {
    says: {
      en: 'Meta locked the account.',
      es: 'Meta bloqueó la cuenta.',
      pt: 'A Meta bloqueou a conta.',
    },
    advice: {
      en: 'Ask Meta for a review in the Business Manager; the campaign goes on when the account is back.',
      es: 'Pida una revisión en el Business Manager; la campaña sigue cuando la cuenta vuelva.',
      pt: 'Peça uma revisão no Gerenciador de Negócios; a campanha continua quando a conta voltar.',
    },
  },
  TOKEN_REFUSED: {
    says: {
      en: 'Meta refuses the access token of the bot: the campaign waits for another one.',
      es: 'Meta rechaza el token de acceso del bot: la campaña espera uno nuevo.',
      pt: 'A Meta recusa o token de acesso do bot: a campanha espera outro.',
    },
    advice: {
      en: 'Give the bot a valid token with the right permissions; the campaign goes on by itself.',
      es: 'Dé al bot un token válido con los permisos necesarios; la campaña sigue sola.',
      pt: 'Dê ao bot um token válido com as permissões certas; a campanha continua sozinha.',
    },
  },
  FILE: {
    says: {
      en: 'The file that goes to everybody cannot be fetched, or WhatsApp does not take it.',
      es: 'El archivo que va a todos no se puede obtener o WhatsApp no lo admite.',
      pt: 'O arquivo que vai a todos não pode ser obtido ou o WhatsApp não o aceita.',
    },
    advice: {
      en: 'Put the file back at its address, of a type and a size that WhatsApp takes.',
      es: 'Vuelva a poner el archivo en su dirección, con un tipo y tamaño que WhatsApp admita.',
      pt: 'Coloque o arquivo de volta no endereço, com tipo e tamanho que o WhatsApp aceite.',
    },
  },
} as const satisfies Record<StopName, StopTexts>
