/**
 * The error catalogue: every code that an HTTP answer can carry, with its status and its texts, and every key under which a
 * message can end as failed. The three E-codes and their texts are the compatible API's own, letter for letter
 * (user-documents/templates-hsm.txt; Portuguese by us); codes that begin with R are Recado's: R, HTTP status, running digit.
 * docs/errors.md is checked against this file both ways. Rendered by http/errors.
 */
import type { Locale } from './bot.ts'
import type { FailureKey } from './decide.ts'
import type { Texts } from './violation.ts'

export type CatalogueEntry = {
  code: string
  status: number
  description: string
  /** For whoever writes the program that calls. */
  developer: Texts
  /** For whoever uses that program; it is also the answer's `message`. */
  client: Texts
}

export const catalogue = {
  UNKNOWN_ERROR: {
    code: 'E0000',
    status: 500,
    description: "Error to be thrown when it couldn't be determined the reason of failure",
    developer: {
      es: 'Error inesperado occurido, revisar logs.',
      en: 'Unexpected error occurred, check logs.',
      pt: 'Ocorreu um erro inesperado, verifique os logs.',
    },
    client: {
      es: 'Estamos teniendo problemas procesando la solicitud. Por favor intenta mas tarde.',
      en: 'We are having trouble processing your request. Please try again later.',
      pt: 'Estamos com problemas para processar a solicitação. Por favor, tente mais tarde.',
    },
  },
  VALIDATOR_ERROR: {
    code: 'E0422',
    status: 422,
    description: 'Error to be thrown when cannot process request because of incoming values',
    developer: {
      es: 'Los valores del request no son correctos para ser procesados.',
      en: 'The request values are not correct for processing.',
      pt: 'Os valores da requisição não estão corretos para serem processados.',
    },
    client: {
      es: 'Los valores ingresados no son correctos.',
      en: 'The values entered are not correct.',
      pt: 'Os valores informados não estão corretos.',
    },
  },
  BOT_NOT_FOUND: {
    code: 'E1019',
    status: 404,
    description: 'Error to be thrown when trying to get a Bot.',
    developer: {
      es: 'El botId no se encuentra en la base de datos o ha sido eliminado.',
      en: 'The botId is not found in the database or has been deleted.',
      pt: 'O botId não se encontra no banco de dados ou foi excluído.',
    },
    client: {
      es: 'El Bot no se pudo encontrar por el momento.',
      en: 'The Bot could not be found at the moment.',
      pt: 'O Bot não pôde ser encontrado no momento.',
    },
  },
  MALFORMED_JSON: {
    code: 'R4000',
    status: 400,
    description: 'The body is not one well-formed JSON document.',
    developer: {
      es: 'El cuerpo no es JSON válido, está vacío o anida más de 64 niveles.',
      en: 'The body is not valid JSON, is empty or nests deeper than 64 levels.',
      pt: 'O corpo não é um JSON válido, está vazio ou aninha mais de 64 níveis.',
    },
    client: {
      es: 'La solicitud no se pudo leer.',
      en: 'The request could not be read.',
      pt: 'A solicitação não pôde ser lida.',
    },
  },
  BAD_REQUEST: {
    code: 'R4001',
    status: 400,
    description: 'The HTTP request itself is faulty.',
    developer: {
      es: 'La dirección, las cabeceras o la longitud del cuerpo no son correctas.',
      en: 'The address, the headers or the length of the body are not correct.',
      pt: 'O endereço, os cabeçalhos ou o tamanho do corpo não estão corretos.',
    },
    client: {
      es: 'La solicitud no se pudo leer.',
      en: 'The request could not be read.',
      pt: 'A solicitação não pôde ser lida.',
    },
  },
  FORBIDDEN_BOT: {
    code: 'R4030',
    status: 403,
    description: 'The client may not use this bot.',
    developer: {
      es: 'El bot existe, pero no está entre los bots del cliente que se autenticó.',
      en: 'The bot exists, but it is not among the bots of the client that authenticated.',
      pt: 'O bot existe, mas não está entre os bots do cliente que se autenticou.',
    },
    client: {
      es: 'No tienes permiso para usar este Bot.',
      en: 'You are not allowed to use this Bot.',
      pt: 'Você não tem permissão para usar este Bot.',
    },
  },
  WEBHOOK_NOT_VERIFIED: {
    code: 'R4031',
    status: 403,
    description: "The handshake of Meta's webhook does not name a verify token of any bot.",
    developer: {
      es: 'hub.mode debe ser subscribe y hub.verify_token el verifyToken de algún bot.',
      en: 'hub.mode must be subscribe and hub.verify_token the verifyToken of some bot.',
      pt: 'hub.mode deve ser subscribe e hub.verify_token o verifyToken de algum bot.',
    },
    client: {
      es: 'El webhook no se pudo verificar.',
      en: 'The webhook could not be verified.',
      pt: 'O webhook não pôde ser verificado.',
    },
  },
  ROUTE_NOT_FOUND: {
    code: 'R4040',
    status: 404,
    description: 'No route has this method and path.',
    developer: {
      es: 'No existe una ruta con este método y esta dirección; las rutas están en /docs.',
      en: 'There is no route with this method and path; the routes are listed at /docs.',
      pt: 'Não existe uma rota com este método e este endereço; as rotas estão em /docs.',
    },
    client: {
      es: 'La dirección solicitada no existe.',
      en: 'The requested address does not exist.',
      pt: 'O endereço solicitado não existe.',
    },
  },
  MESSAGE_NOT_FOUND: {
    code: 'R4041',
    status: 404,
    description: 'The bot has no message with this id.',
    developer: {
      es: 'El messageId no pertenece a este bot o ya salió del historial.',
      en: 'The messageId does not belong to this bot, or has left its history.',
      pt: 'O messageId não pertence a este bot ou já saiu do histórico.',
    },
    client: {
      es: 'El mensaje no se pudo encontrar.',
      en: 'The message could not be found.',
      pt: 'A mensagem não pôde ser encontrada.',
    },
  },
  NOT_FOUND: {
    code: 'R4042',
    status: 404,
    description: 'The client, template or endpoint named in the address does not exist.',
    developer: {
      es: 'El cliente, la plantilla o el endpoint de la dirección no existe o ha sido eliminado.',
      en: 'The client, template or endpoint of the address does not exist or has been deleted.',
      pt: 'O cliente, o modelo ou o endpoint do endereço não existe ou foi excluído.',
    },
    client: {
      es: 'El recurso no se pudo encontrar.',
      en: 'The resource could not be found.',
      pt: 'O recurso não pôde ser encontrado.',
    },
  },
  CONFLICT: {
    code: 'R4090',
    status: 409,
    description: 'The id or phone number is already taken.',
    developer: {
      es: 'Ya existe otro recurso con este id o, si es un bot, con este phoneNumberId.',
      en: 'Another resource has this id or, in the case of a bot, this phoneNumberId.',
      pt: 'Já existe outro recurso com este id ou, no caso de um bot, com este phoneNumberId.',
    },
    client: {
      es: 'El recurso ya existe.',
      en: 'The resource already exists.',
      pt: 'O recurso já existe.',
    },
  },
  MESSAGE_NOT_CANCELABLE: {
    code: 'R4091',
    status: 409,
    description: 'The message has left the queue.',
    developer: {
      es: 'Solo se puede cancelar un mensaje que sigue en cola (queued).',
      en: 'Only a message that is still queued can be canceled.',
      pt: 'Só é possível cancelar uma mensagem que ainda está na fila (queued).',
    },
    client: {
      es: 'El mensaje ya no se puede cancelar.',
      en: 'The message can no longer be canceled.',
      pt: 'A mensagem não pode mais ser cancelada.',
    },
  },
  BODY_TOO_LARGE: {
    code: 'R4130',
    status: 413,
    description: 'The body is larger than the route accepts.',
    developer: {
      es: 'El cuerpo supera el límite: 1 MiB, o 3 MiB en el webhook de Meta.',
      en: "The body is over the limit: 1 MiB, or 3 MiB at Meta's webhook.",
      pt: 'O corpo ultrapassa o limite: 1 MiB, ou 3 MiB no webhook da Meta.',
    },
    client: {
      es: 'La solicitud es demasiado grande.',
      en: 'The request is too large.',
      pt: 'A solicitação é grande demais.',
    },
  },
  UNSUPPORTED_CONTENT_TYPE: {
    code: 'R4150',
    status: 415,
    description: 'The body is not declared as JSON.',
    developer: {
      es: 'La cabecera Content-Type debe ser application/json.',
      en: 'The Content-Type header must be application/json.',
      pt: 'O cabeçalho Content-Type deve ser application/json.',
    },
    client: {
      es: 'El formato de la solicitud no se admite.',
      en: 'The format of the request is not supported.',
      pt: 'O formato da solicitação não é suportado.',
    },
  },
  IDEMPOTENCY_CONFLICT: {
    code: 'R4220',
    status: 422,
    description: 'The Idempotency-Key was used with another request within the last 24 hours.',
    developer: {
      es: 'La misma Idempotency-Key llegó antes con otra ruta u otro cuerpo; use una clave nueva por mensaje.',
      en: 'The same Idempotency-Key came before with another route or body; use a new key for each message.',
      pt: 'A mesma Idempotency-Key chegou antes com outra rota ou outro corpo; use uma chave nova para cada mensagem.',
    },
    client: {
      es: 'La solicitud ya fue enviada con otros datos.',
      en: 'The request was already sent with other data.',
      pt: 'A solicitação já foi enviada com outros dados.',
    },
  },
  STORE_UNAVAILABLE: {
    code: 'R5030',
    status: 503,
    description: 'The store cannot be written at the moment.',
    developer: {
      es: 'Nada se guardó; repita la solicitud después de los segundos de Retry-After.',
      en: 'Nothing was stored; repeat the request after the seconds of Retry-After.',
      pt: 'Nada foi salvo; repita a solicitação após os segundos de Retry-After.',
    },
    client: {
      es: 'El servicio no está disponible por el momento. Por favor intenta más tarde.',
      en: 'The service is not available at the moment. Please try again later.',
      pt: 'O serviço não está disponível no momento. Por favor, tente mais tarde.',
    },
  },
  OVERLOADED: {
    code: 'R5031',
    status: 503,
    description: 'The gateway has more work than it may hold.',
    developer: {
      es: 'Nada se guardó; repita la solicitud después de los segundos de Retry-After.',
      en: 'Nothing was stored; repeat the request after the seconds of Retry-After.',
      pt: 'Nada foi salvo; repita a solicitação após os segundos de Retry-After.',
    },
    client: {
      es: 'Hay demasiadas solicitudes por el momento. Por favor intenta más tarde.',
      en: 'There are too many requests at the moment. Please try again later.',
      pt: 'Há solicitações demais no momento. Por favor, tente mais tarde.',
    },
  },
} satisfies Record<string, CatalogueEntry>

export type ErrorKey = keyof typeof catalogue

/** Why Envelope H says no: the template of a send is missing, or not approved, or not there in the language asked for. */
export const templateProblems = {
  missing: {
    es: 'La plantilla no existe',
    en: 'Template does not exist',
    pt: 'O modelo não existe',
  },
  no_language: {
    es: 'La plantilla no existe en el idioma {language}; existe en: {available}',
    en: 'Template does not exist in language {language}; it exists in: {available}',
    pt: 'O modelo não existe no idioma {language}; existe em: {available}',
  },
  not_approved: {
    es: 'La plantilla no está aprobada en {language}; su estado es {status}',
    en: 'Template is not approved in {language}; its status is {status}',
    pt: 'O modelo não está aprovado em {language}; seu estado é {status}',
  },
} satisfies Record<string, Texts>

/** Own reasons for which an accepted message ends as failed or expired; Meta's errors come with Meta's code instead. */
export const failures = {
  INVALID_MEDIA_URL: 'The media address did not answer, or not with a file.',
  MEDIA_TOO_LARGE: 'The media file is larger than WhatsApp allows for its kind.',
  UNSUPPORTED_MEDIA_TYPE: 'The media file is of a type that WhatsApp does not allow for its kind.',
  UNDELIVERABLE: 'The message could not leave within its longest life.',
  EXPIRED: 'The expirationTime passed before the message left.',
} satisfies Record<FailureKey, string>

/** Languages in which every text exists. */
export const languages = ['es', 'en', 'pt'] as const satisfies readonly Locale[]
