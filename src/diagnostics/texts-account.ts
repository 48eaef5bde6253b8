/**
 * What the checks of a bot's account at Meta may find, in three languages: the access token, the number, its limits and
 * its templates. docs/diagnostics.md lists the checks.
 */

export const accountFindings = {
  access_token: {
    accepted: {
      status: 'ok',
      found: {
        en: 'Meta accepts the access token.',
        es: 'Meta acepta el token de acceso.',
        pt: 'A Meta aceita o token de acesso.',
      },
    },
    refused: {
      status: 'failed',
      found: {
        en: 'Meta refuses the access token: {reason}.',
        es: 'Meta rechaza el token de acceso: {reason}.',
        pt: 'A Meta recusa o token de acesso: {reason}.',
      },
      fix: {
        en: 'Generate a token of a system user in Meta Business Suite and set it as channel.accessToken of the bot.',
        es:
          'Genere un token de un usuario del sistema en Meta Business Suite y póngalo en channel.accessToken ' +
          'del bot.',
        pt: 'Gere um token de um usuário do sistema no Meta Business Suite e defina-o em channel.accessToken do bot.',
      },
    },
  },
  token_expiry: {
    never: {
      status: 'ok',
      found: {
        en: 'The access token does not expire.',
        es: 'El token de acceso no vence.',
        pt: 'O token de acesso não expira.',
      },
    },
    later: {
      status: 'ok',
      found: {
        en: 'The access token is valid until {at}.',
        es: 'El token de acceso es válido hasta {at}.',
        pt: 'O token de acesso é válido até {at}.',
      },
    },
    soon: {
      status: 'warning',
      found: {
        en: 'The access token expires at {at}.',
        es: 'El token de acceso vence el {at}.',
        pt: 'O token de acesso expira em {at}.',
      },
      fix: {
        en: 'Replace it before then, best by a token of a system user that never expires.',
        es: 'Reemplácelo antes de esa fecha, de preferencia por un token de un usuario del sistema que no venza.',
        pt: 'Substitua-o antes dessa data, de preferência por um token de um usuário do sistema que não expire.',
      },
    },
    expired: {
      status: 'failed',
      found: {
        en: 'The access token expired at {at}.',
        es: 'El token de acceso venció el {at}.',
        pt: 'O token de acesso expirou em {at}.',
      },
      fix: {
        en: 'Generate a new token of a system user and set it as channel.accessToken of the bot.',
        es: 'Genere un token nuevo de un usuario del sistema y póngalo en channel.accessToken del bot.',
        pt: 'Gere um novo token de um usuário do sistema e defina-o em channel.accessToken do bot.',
      },
    },
  },
  token_permissions: {
    complete: {
      status: 'ok',
      found: {
        en: 'The access token may send messages and manage the account.',
        es: 'El token de acceso puede enviar mensajes y administrar la cuenta.',
        pt: 'O token de acesso pode enviar mensagens e gerenciar a conta.',
      },
    },
    missing: {
      status: 'failed',
      found: {
        en: 'The access token lacks {missing}.',
        es: 'Al token de acceso le falta {missing}.',
        pt: 'Falta ao token de acesso {missing}.',
      },
      fix: {
        en: 'Generate the token again with whatsapp_business_messaging and whatsapp_business_management.',
        es: 'Genere el token de nuevo con whatsapp_business_messaging y whatsapp_business_management.',
        pt: 'Gere o token novamente com whatsapp_business_messaging e whatsapp_business_management.',
      },
    },
    other_account: {
      status: 'failed',
      found: {
        en: 'The access token has no permission for the account {wabaId}.',
        es: 'El token de acceso no tiene permiso para la cuenta {wabaId}.',
        pt: 'O token de acesso não tem permissão para a conta {wabaId}.',
      },
      fix: {
        en: 'Assign the WhatsApp account to the system user with full control, then generate the token again.',
        es: 'Asigne la cuenta de WhatsApp al usuario del sistema con control total y genere el token de nuevo.',
        pt: 'Atribua a conta do WhatsApp ao usuário do sistema com controle total e gere o token novamente.',
      },
    },
  },
  app_secret: {
    accepted: {
      status: 'ok',
      found: {
        en: 'Meta accepts the app secret for the app {appId}.',
        es: 'Meta acepta la clave secreta de la app {appId}.',
        pt: 'A Meta aceita a chave secreta do app {appId}.',
      },
    },
    refused: {
      status: 'failed',
      found: {
        en: 'Meta refuses the app secret for the app {appId}: webhooks signed by it cannot be verified.',
        es: 'Meta rechaza la clave secreta de la app {appId}: no se pueden verificar los webhooks que ella firma.',
        pt: 'A Meta recusa a chave secreta do app {appId}: os webhooks assinados por ele não podem ser verificados.',
      },
      fix: {
        en:
          'Copy the app secret from the basic settings of the app at Meta and set it as channel.appSecret of ' +
          'the bot.',
        es:
          'Copie la clave secreta de la configuración básica de la app en Meta y póngala en channel.appSecret ' +
          'del bot.',
        pt: 'Copie a chave secreta das configurações básicas do app na Meta e defina-a em channel.appSecret do bot.',
      },
    },
  },
  phone_number: {
    readable: {
      status: 'ok',
      found: {
        en: 'The number is {number} ({verifiedName}).',
        es: 'El número es {number} ({verifiedName}).',
        pt: 'O número é {number} ({verifiedName}).',
      },
    },
    missing: {
      status: 'failed',
      found: {
        en: 'Meta knows no number {phoneNumberId} that this token may read: {reason}.',
        es: 'Meta no conoce ningún número {phoneNumberId} que este token pueda leer: {reason}.',
        pt: 'A Meta não conhece nenhum número {phoneNumberId} que este token possa ler: {reason}.',
      },
      fix: {
        en: 'Compare channel.phoneNumberId with the phone number ID in WhatsApp Manager.',
        es: 'Compare channel.phoneNumberId con el identificador del número de teléfono en WhatsApp Manager.',
        pt: 'Compare channel.phoneNumberId com a identificação do número de telefone no WhatsApp Manager.',
      },
    },
  },
  phone_number_account: {
    member: {
      status: 'ok',
      found: {
        en: 'The number belongs to the account {wabaId}.',
        es: 'El número pertenece a la cuenta {wabaId}.',
        pt: 'O número pertence à conta {wabaId}.',
      },
    },
    other: {
      status: 'failed',
      found: {
        en: 'The number is not among those of the account {wabaId}.',
        es: 'El número no está entre los de la cuenta {wabaId}.',
        pt: 'O número não está entre os da conta {wabaId}.',
      },
      fix: {
        en: 'Set channel.wabaId to the WhatsApp Business Account ID of the number: templates and webhooks go by it.',
        es:
          'Ponga en channel.wabaId el identificador de la cuenta de WhatsApp Business del número: de él ' +
          'dependen plantillas y webhooks.',
        pt:
          'Defina em channel.wabaId a identificação da conta do WhatsApp Business do número: modelos e ' +
          'webhooks dependem dela.',
      },
    },
  },
  registration: {
    connected: {
      status: 'ok',
      found: {
        en: 'The number is registered and connected.',
        es: 'El número está registrado y conectado.',
        pt: 'O número está registrado e conectado.',
      },
    },
    restricted: {
      status: 'warning',
      found: {
        en: 'Meta has the number as {status}.',
        es: 'Meta tiene el número como {status}.',
        pt: 'A Meta tem o número como {status}.',
      },
      fix: {
        en: 'Open the number in WhatsApp Manager: it shows why, and how to ask for a review.',
        es: 'Abra el número en WhatsApp Manager: allí se ve el motivo y cómo pedir una revisión.',
        pt: 'Abra o número no WhatsApp Manager: lá aparecem o motivo e como pedir uma análise.',
      },
    },
    disconnected: {
      status: 'failed',
      found: {
        en: 'The number cannot send: Meta has it as {status}.',
        es: 'El número no puede enviar: Meta lo tiene como {status}.',
        pt: 'O número não pode enviar: a Meta o tem como {status}.',
      },
      fix: {
        en: 'Register it with its PIN (POST /{phone-number-id}/register of the Graph API), or in WhatsApp Manager.',
        es: 'Regístrelo con su PIN (POST /{phone-number-id}/register de la Graph API) o en WhatsApp Manager.',
        pt: 'Registre-o com o PIN (POST /{phone-number-id}/register da Graph API) ou no WhatsApp Manager.',
      },
    },
  },
  verification: {
    verified: {
      status: 'ok',
      found: {
        en: 'The ownership of the number is verified.',
        es: 'La propiedad del número está verificada.',
        pt: 'A propriedade do número está verificada.',
      },
    },
    unverified: {
      status: 'warning',
      found: {
        en: 'The verification of the number is {verification}.',
        es: 'La verificación del número está en {verification}.',
        pt: 'A verificação do número está em {verification}.',
      },
      fix: {
        en: 'Verify the number by the code that Meta sends by text message or call, in WhatsApp Manager.',
        es: 'Verifique el número con el código que Meta envía por SMS o llamada, en WhatsApp Manager.',
        pt: 'Verifique o número com o código que a Meta envia por SMS ou ligação, no WhatsApp Manager.',
      },
    },
  },
  display_name: {
    approved: {
      status: 'ok',
      found: {
        en: 'The display name {verifiedName} is approved.',
        es: 'El nombre visible {verifiedName} está aprobado.',
        pt: 'O nome de exibição {verifiedName} está aprovado.',
      },
    },
    pending: {
      status: 'warning',
      found: {
        en: 'The display name {verifiedName} is {nameStatus}.',
        es: 'El nombre visible {verifiedName} está en {nameStatus}.',
        pt: 'O nome de exibição {verifiedName} está em {nameStatus}.',
      },
      fix: {
        en: 'Wait for the review, and register the number again within 14 days after the approval.',
        es: 'Espere la revisión y vuelva a registrar el número dentro de los 14 días posteriores a la aprobación.',
        pt: 'Aguarde a análise e registre o número novamente em até 14 dias após a aprovação.',
      },
    },
    declined: {
      status: 'failed',
      found: {
        en: 'The display name {verifiedName} is {nameStatus}: messages may be refused (131037).',
        es: 'El nombre visible {verifiedName} está en {nameStatus}: los mensajes pueden ser rechazados (131037).',
        pt: 'O nome de exibição {verifiedName} está em {nameStatus}: as mensagens podem ser recusadas (131037).',
      },
      fix: {
        en: "Ask for another display name in WhatsApp Manager that follows Meta's naming guidelines.",
        es: 'Pida en WhatsApp Manager otro nombre visible que siga las normas de Meta.',
        pt: 'Peça no WhatsApp Manager outro nome de exibição que siga as diretrizes da Meta.',
      },
    },
  },
} as const
