/**
 * The error catalogue: every code of an HTTP response, with its status and texts, and every key under which a message
 * can fail. The three E-codes and their texts are the compatible API's own, letter for letter (user-documents.md,
 * "Error bodies"; Portuguese by us); codes that begin with R are Recado's: R, HTTP status, running digit.
 * docs/errors.md is checked against this file both ways.
 */
import type { FailureKey } from '../outcome/decide.ts'
import type { Locale, Texts } from './texts.ts'

export type CatalogueEntry = {
  code: string
  status: number
  description: string
  /**
   * Its name in the compatible API's table of codes (jelou-api.md, 4.4): the response's `code`, beside the envelope.
   */
  symbol?: string
  /** For the developer of the calling program. */
  developer: Texts
  /** For the user of that program; also the response's `message`. */
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
      pt: 'Estamos com problemas para processar a solicitação. Por favor, tente novamente mais tarde.',
    },
  },
  VALIDATOR_ERROR: {
    code: 'E0422',
    status: 422,
    description: 'Error to be thrown when cannot process request because of incoming values',
    developer: {
      es: 'Los valores del request no son correctos para ser procesados.',
      en: 'The request values are not correct for processing.',
      pt: 'Os valores da solicitação não são válidos para processamento.',
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
      pt: 'O botId não foi encontrado no banco de dados ou foi excluído.',
    },
    client: {
      es: 'El Bot no se pudo encontrar por el momento.',
      en: 'The Bot could not be found at the moment.',
      pt: 'Não foi possível encontrar o Bot no momento.',
    },
  },
  MALFORMED_JSON: {
    code: 'R4000',
    status: 400,
    description: 'The body is not one well-formed JSON document.',
    developer: {
      es: 'El cuerpo no es un JSON válido, está vacío o tiene más de 64 niveles de anidamiento.',
      en: 'The body is not valid JSON, is empty or is nested deeper than 64 levels.',
      pt: 'O corpo não é um JSON válido, está vazio ou tem mais de 64 níveis de aninhamento.',
    },
    client: {
      es: 'No se pudo leer la solicitud.',
      en: 'The request could not be read.',
      pt: 'Não foi possível ler a solicitação.',
    },
  },
  BAD_REQUEST: {
    code: 'R4001',
    status: 400,
    description: 'The HTTP request itself is faulty.',
    developer: {
      es: 'La dirección, los encabezados o la longitud del cuerpo son incorrectos.',
      en: 'The address, the headers or the length of the body are incorrect.',
      pt: 'O endereço, os cabeçalhos ou o tamanho do corpo estão incorretos.',
    },
    client: {
      es: 'No se pudo leer la solicitud.',
      en: 'The request could not be read.',
      pt: 'Não foi possível ler a solicitação.',
    },
  },
  WINDOW_CLOSED: {
    code: 'R4002',
    status: 400,
    symbol: 'message_could_not_be_send',
    description: 'The 24-hour window of the user is closed.',
    developer: {
      es:
        'El usuario no ha escrito en las últimas 24 horas: envíe una plantilla. El ajuste `window` del ' +
        'bot lo determina.',
      en:
        "The user has not written within the last 24 hours: send a template. The bot's `window` setting " +
        'decides this.',
      pt:
        'O usuário não escreveu nas últimas 24 horas: envie um modelo. A configuração `window` do bot ' +
        'determina isso.',
    },
    client: {
      es: 'La conversación está cerrada: el usuario debe escribir primero.',
      en: 'The conversation is closed: the user has to write first.',
      pt: 'A conversa está encerrada: o usuário precisa escrever primeiro.',
    },
  },
  SUPPRESSED: {
    code: 'R4003',
    status: 400,
    description: 'The user wants no marketing messages.',
    developer: {
      es:
        'El usuario está en la lista de bajas y la plantilla es de marketing: no se envía. Las de utilidad y ' +
        'autenticación se envían.',
      en:
        'The user is on the suppression list and the template is marketing: it is not sent. Utility and ' +
        'authentication templates are.',
      pt:
        'O usuário está na lista de descadastrados e o modelo é de marketing: não é enviado. Os de utilidade e ' +
        'autenticação são.',
    },
    client: {
      es: 'La persona no quiere recibir mensajes de marketing.',
      en: 'The person does not want marketing messages.',
      pt: 'A pessoa não quer receber mensagens de marketing.',
    },
  },
  MARKETING_CAP: {
    code: 'R4004',
    status: 400,
    description: "The user got as many marketing messages as the bot's setting allows.",
    developer: {
      es: 'El usuario ya recibió los mensajes de marketing que permite `marketingCap` del bot: espere.',
      en: "The user already got the marketing messages that the bot's `marketingCap` allows: wait.",
      pt: 'O usuário já recebeu as mensagens de marketing que o `marketingCap` do bot permite: aguarde.',
    },
    client: {
      es: 'La persona ya recibió suficientes mensajes de marketing en estos días.',
      en: 'The person already got enough marketing messages these days.',
      pt: 'A pessoa já recebeu mensagens de marketing suficientes nestes dias.',
    },
  },
  SECOND_FACTOR: {
    code: 'R4010',
    status: 401,
    description: 'The password is correct, and a code of the second factor is required.',
    developer: {
      es: 'Repita el inicio de sesión con `code`: los seis dígitos de la aplicación, o un código de recuperación.',
      en: 'Sign in again with `code`: the six digits of the authenticator, or a recovery code.',
      pt: 'Faça login novamente com `code`: os seis dígitos do aplicativo ou um código de recuperação.',
    },
    client: {
      es: 'Falta el código de su aplicación de autenticación.',
      en: 'The code from your authenticator is missing.',
      pt: 'Falta o código do seu aplicativo de autenticação.',
    },
  },
  FORBIDDEN_BOT: {
    code: 'R4030',
    status: 403,
    symbol: 'forbidden_bot',
    description: 'The client may not use this bot.',
    developer: {
      es: 'El bot existe, pero no está entre los bots del cliente que se autenticó.',
      en: 'The bot exists, but it is not among the bots of the client that authenticated.',
      pt: 'O bot existe, mas não está entre os bots do cliente que se autenticou.',
    },
    client: {
      es: 'No tiene permiso para usar este Bot.',
      en: 'You are not allowed to use this Bot.',
      pt: 'Você não tem permissão para usar este Bot.',
    },
  },
  WEBHOOK_NOT_VERIFIED: {
    code: 'R4031',
    status: 403,
    description: "The handshake of Meta's webhook does not name a verify token of any bot.",
    developer: {
      es: 'hub.mode debe ser subscribe y hub.verify_token, el verifyToken de algún bot.',
      en: 'hub.mode must be subscribe and hub.verify_token the verifyToken of some bot.',
      pt: 'hub.mode deve ser subscribe e hub.verify_token, o verifyToken de algum bot.',
    },
    client: {
      es: 'No se pudo verificar el webhook.',
      en: 'The webhook could not be verified.',
      pt: 'Não foi possível verificar o webhook.',
    },
  },
  CROSS_SITE: {
    code: 'R4032',
    status: 403,
    description: 'The request comes from a web page of another origin.',
    developer: {
      es:
        'La solicitud viene de una página de otro origen y haría cambios. Un cliente puede autorizar sus ' +
        'páginas con `origins`.',
      en:
        'The request comes from a page of another origin and would make changes. A client can allow its ' +
        'own pages with `origins`.',
      pt:
        'A solicitação vem de uma página de outra origem e faria alterações. Um cliente pode autorizar ' +
        'as suas páginas com `origins`.',
    },
    client: {
      es: 'Esta página no está autorizada para esta acción.',
      en: 'This page is not allowed to do that.',
      pt: 'Esta página não tem autorização para esta ação.',
    },
  },
  FORBIDDEN_ROLE: {
    code: 'R4033',
    status: 403,
    description: 'No role of the caller permits this.',
    developer: {
      es:
        'Ningún rol de la persona o de la clave permite esta operación, o no la permite para todos los ' +
        'bots; consulte docs/access.md.',
      en: 'No role of the person or key permits this operation, or not for all the bots concerned; see docs/access.md.',
      pt:
        'Nenhum papel da pessoa ou da chave permite esta operação, ou não a permite para todos os bots; ' +
        'consulte docs/access.md.',
    },
    client: {
      es: 'Su rol no permite esta acción.',
      en: 'Your role does not allow this.',
      pt: 'Seu papel não permite esta ação.',
    },
  },
  CSRF_REFUSED: {
    code: 'R4034',
    status: 403,
    description: 'A request with a session cookie does not prove that a page of this gateway sent it.',
    developer: {
      es:
        'Con la cookie de sesión, toda solicitud que haga cambios necesita el encabezado X-Recado-CSRF y ' +
        'debe venir de una página del mismo origen.',
      en:
        'With the session cookie, requests that make changes need the header X-Recado-CSRF and must come ' +
        'from a page of the same origin.',
      pt:
        'Com o cookie de sessão, toda solicitação que faça alterações precisa do cabeçalho X-Recado-CSRF ' +
        'e deve vir de uma página da mesma origem.',
    },
    client: {
      es: 'La solicitud no vino de esta página. Vuelva a cargar la página.',
      en: 'The request did not come from this page. Please reload it.',
      pt: 'A solicitação não veio desta página. Recarregue a página.',
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
      es: 'El messageId no pertenece a este bot o ya no está en el historial.',
      en: 'The messageId does not belong to this bot or is no longer in its history.',
      pt: 'O messageId não pertence a este bot ou não está mais no histórico.',
    },
    client: {
      es: 'No se encontró el mensaje.',
      en: 'The message could not be found.',
      pt: 'A mensagem não foi encontrada.',
    },
  },
  NOT_FOUND: {
    code: 'R4042',
    status: 404,
    description: 'The client, template or endpoint named in the address does not exist.',
    developer: {
      es: 'El cliente, la plantilla o el endpoint indicado en la dirección no existe o ha sido eliminado.',
      en: 'The client, template or endpoint named in the address does not exist or has been deleted.',
      pt: 'O cliente, o modelo ou o endpoint indicado no endereço não existe ou foi excluído.',
    },
    client: {
      es: 'No se encontró el recurso.',
      en: 'The resource could not be found.',
      pt: 'O recurso não foi encontrado.',
    },
  },
  USER_NOT_FOUND: {
    code: 'R4043',
    status: 404,
    description: 'The bot has never exchanged a message with this user.',
    developer: {
      es: 'El userId no corresponde a ninguna conversación de este bot.',
      en: 'The userId does not match any conversation of this bot.',
      pt: 'O userId não corresponde a nenhuma conversa deste bot.',
    },
    client: {
      es: 'No se encontró el usuario.',
      en: 'The user could not be found.',
      pt: 'O usuário não foi encontrado.',
    },
  },
  MEMORY_KEY_NOT_FOUND: {
    code: 'R4046',
    status: 404,
    description: 'The memory of this user has no such key, or it has ended.',
    developer: {
      es: 'La memoria del usuario no tiene esa clave, o la clave ya venció.',
      en: 'The memory of the user has no such key, or the key has expired.',
      pt: 'A memória do usuário não tem essa chave, ou a chave já expirou.',
    },
    client: {
      es: 'No se encontró el dato.',
      en: 'The entry could not be found.',
      pt: 'O dado não foi encontrado.',
    },
  },
  CAMPAIGN_NOT_FOUND: {
    code: 'R4045',
    status: 404,
    description: 'There is no campaign with this id.',
    developer: {
      es: 'El campaignId no existe.',
      en: 'The campaignId does not exist.',
      pt: 'O campaignId não existe.',
    },
    client: {
      es: 'No se encontró la campaña.',
      en: 'The campaign could not be found.',
      pt: 'A campanha não foi encontrada.',
    },
  },
  REQUEST_TIMEOUT: {
    code: 'R4080',
    status: 408,
    description: 'The request did not arrive in time.',
    developer: {
      es: 'Los encabezados o el cuerpo tardaron demasiado; no se hizo nada. Repita la solicitud.',
      en: 'The headers or the body took too long; nothing was done. Repeat the request.',
      pt: 'Os cabeçalhos ou o corpo demoraram demais; nada foi feito. Repita a solicitação.',
    },
    client: {
      es: 'La solicitud tardó demasiado. Por favor, inténtelo de nuevo.',
      en: 'The request took too long. Please try again.',
      pt: 'A solicitação demorou demais. Por favor, tente novamente.',
    },
  },
  CONFLICT: {
    code: 'R4090',
    status: 409,
    description: 'The id or phone number is already taken.',
    developer: {
      es: 'Ya existe otro recurso con este id o, si es un bot, con este phoneNumberId.',
      en: 'Another resource already has this id or, in the case of a bot, this phoneNumberId.',
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
  TEMPLATE_TAKEN: {
    code: 'R4092',
    status: 409,
    description: 'The template already exists in this language.',
    developer: {
      es: 'Ya existe una plantilla con este elementName en este idioma; edítela o elimínela antes.',
      en: 'A template with this elementName already exists in this language; edit it, or delete it first.',
      pt: 'Já existe um modelo com este elementName neste idioma; edite-o ou exclua-o antes.',
    },
    client: {
      es: 'La plantilla ya existe.',
      en: 'The template already exists.',
      pt: 'O modelo já existe.',
    },
  },
  TEMPLATE_LOCKED: {
    code: 'R4093',
    status: 409,
    description: "The template's status does not let it be changed.",
    developer: {
      es: 'Solo se pueden editar borradores y plantillas APPROVED, REJECTED o PAUSED; espere la revisión de Meta.',
      en: "Only drafts and templates that are APPROVED, REJECTED or PAUSED can be edited; wait for Meta's review.",
      pt: 'Somente rascunhos e modelos APPROVED, REJECTED ou PAUSED podem ser editados; aguarde a análise da Meta.',
    },
    client: {
      es: 'La plantilla no se puede cambiar por el momento.',
      en: 'The template cannot be changed at the moment.',
      pt: 'O modelo não pode ser alterado no momento.',
    },
  },
  ROTATION_REFUSED: {
    code: 'R4094',
    status: 409,
    description: 'A key rotation cannot begin now.',
    developer: {
      es:
        'La rotación anterior todavía no terminó (termine su plazo con POST ' +
        '/manage/v1/key-rotation/end), o este proceso no tiene la RECADO_SECRET_KEY más reciente.',
      en:
        'The previous rotation has not ended (end its overlap with POST /manage/v1/key-rotation/end), or ' +
        'this process does not have the newest RECADO_SECRET_KEY.',
      pt:
        'A rotação anterior ainda não terminou (termine o seu prazo com POST ' +
        '/manage/v1/key-rotation/end), ou este processo não tem a RECADO_SECRET_KEY mais recente.',
    },
    client: {
      es: 'Las claves ya se están renovando.',
      en: 'The keys are already being renewed.',
      pt: 'As chaves já estão sendo renovadas.',
    },
  },
  CAMPAIGN_STATE: {
    code: 'R4095',
    status: 409,
    description: 'The state of the campaign does not allow this.',
    developer: {
      es:
        'Una campaña se puede pausar o cancelar mientras no haya terminado, reanudar si está pausada y ' +
        'reintentar si no se canceló; consulte su status.',
      en:
        'A campaign can be paused or canceled until it has ended, resumed while paused, and retried ' +
        'unless canceled; see its status.',
      pt:
        'Uma campanha pode ser pausada ou cancelada enquanto não terminar, retomada se estiver pausada e ' +
        'ter as falhas reenviadas se não foi cancelada; consulte o status.',
    },
    client: {
      es: 'La campaña ya no admite esta acción.',
      en: 'The campaign no longer allows this action.',
      pt: 'A campanha não permite mais esta ação.',
    },
  },
  BOT_ID_RESERVED: {
    code: 'R4096',
    status: 409,
    description: 'The id belonged to a deleted bot with another number or account.',
    developer: {
      es:
        'Este id perteneció a un bot eliminado y queda reservado: solo se puede volver a ' +
        'usar con el mismo phoneNumberId y wabaId. Use otro id.',
      en:
        'This id belonged to a deleted bot and stays reserved: it can only be used again ' +
        'with the same phoneNumberId and wabaId. Choose another id.',
      pt:
        'Este id pertenceu a um bot excluído e fica reservado: só pode ser usado ' +
        'novamente com o mesmo phoneNumberId e wabaId. Use outro id.',
    },
    client: {
      es: 'Este id ya lo usó otro Bot.',
      en: 'This id was already used by another Bot.',
      pt: 'Este id já foi usado por outro Bot.',
    },
  },
  BOT_LEAVING: {
    code: 'R4097',
    status: 409,
    description: 'The bot with this id is still being deleted.',
    developer: {
      es:
        'La eliminación del bot con este id no ha terminado; GET /manage/v1/deleted-bots ' +
        'muestra el avance. Repita la solicitud cuando termine.',
      en:
        'The deletion of the bot with this id has not finished; GET ' +
        '/manage/v1/deleted-bots shows its progress. Try again when it has.',
      pt:
        'A exclusão do bot com este id não terminou; GET /manage/v1/deleted-bots ' +
        'mostra o andamento. Tente novamente quando terminar.',
    },
    client: {
      es: 'El Bot todavía se está eliminando.',
      en: 'The Bot is still being deleted.',
      pt: 'O Bot ainda está sendo excluído.',
    },
  },
  LAST_ADMIN: {
    code: 'R4098',
    status: 409,
    description: 'This is the last user with full permissions.',
    developer: {
      es:
        'Es el último usuario con el rol admin para todos los bots: ' +
        'asigne antes ese rol a otro, o use el token de administración.',
      en:
        'This is the last user with the role admin for all bots: ' +
        'give that role to another user first, or use the management token.',
      pt:
        'É o último usuário com o papel admin para todos os bots: ' +
        'atribua antes esse papel a outro, ou use o token de administração.',
    },
    client: {
      es: 'Debe quedar al menos un administrador.',
      en: 'At least one administrator must remain.',
      pt: 'Deve restar ao menos um administrador.',
    },
  },
  QUOTA_FULL: {
    code: 'R4099',
    status: 409,
    description: 'The maximum number of these resources has been reached.',
    developer: {
      es:
        'Se alcanzó el máximo: `quota` indica de qué recurso y cuántos. Elimine los que no use, o ' +
        'aumente RECADO_QUOTAS.',
      en:
        'The maximum has been reached: `quota` names the resource and the number. Delete unused ones, or ' +
        'raise RECADO_QUOTAS.',
      pt:
        'O máximo foi atingido: `quota` indica o recurso e a quantidade. Exclua os que não usa, ou ' +
        'aumente RECADO_QUOTAS.',
    },
    client: {
      es: 'Se alcanzó la cantidad máxima.',
      en: 'The maximum number has been reached.',
      pt: 'O número máximo foi atingido.',
    },
  },
  VIEW_NAME_TAKEN: {
    code: 'R409A',
    status: 409,
    description: 'The owner has another view of this name for this page.',
    developer: {
      es: 'El dueño ya tiene otra vista de esta página con este nombre, sin distinguir mayúsculas.',
      en: 'The owner already has another view of this page under this name, upper or lower case alike.',
      pt: 'O dono já tem outra visualização desta página com este nome, sem distinguir maiúsculas.',
    },
    client: {
      es: 'Ya existe una vista con este nombre. Elija otro, o cambie la que existe.',
      en: 'There is already a view of this name. Choose another name, or change the view that exists.',
      pt: 'Já existe uma visualização com este nome. Escolha outro, ou altere a que existe.',
    },
  },
  CONVERSATION_NOT_ACTIVE: {
    code: 'R409B',
    status: 409,
    description: 'The support panel does not have this conversation: the bot answers.',
    developer: {
      es:
        'El panel de atención no tiene esta conversación: terminó, o el bot aún responde. ' +
        'El evento `conversation.start` indica que la tiene.',
      en:
        'The support panel does not have this conversation: it has ended, or the bot still answers. ' +
        'The event `conversation.start` says when the panel has it.',
      pt:
        'O painel de atendimento não tem esta conversa: ela terminou, ou o bot ainda responde. ' +
        'O evento `conversation.start` indica quando ele a tem.',
    },
    client: {
      es: 'Esta conversación no está con una persona del equipo.',
      en: 'This conversation is not with a person of the team.',
      pt: 'Esta conversa não está com uma pessoa da equipe.',
    },
  },
  MEDIA_GONE: {
    code: 'R4100',
    status: 410,
    description: 'The file is no longer stored, Meta did not deliver it, or this address has expired or was revoked.',
    developer: {
      es:
        'El archivo superó su plazo de conservación, Meta ya no lo entrega, o esta ' +
        'dirección venció o se revocó; solicítelo con credenciales.',
      en:
        'The file is past its retention, Meta no longer delivers it, or this address has ' +
        'expired or was revoked; request it with credentials.',
      pt:
        'O arquivo passou do prazo de retenção, a Meta não o entrega mais, ou este ' +
        'endereço expirou ou foi revogado; solicite-o com credenciais.',
    },
    client: {
      es: 'El archivo ya no está disponible.',
      en: 'The file is no longer available.',
      pt: 'O arquivo não está mais disponível.',
    },
  },
  LINK_GONE: {
    code: 'R4101',
    status: 410,
    description: 'The sign-in link was used, has expired or never existed.',
    developer: {
      es:
        'El enlace sirve una sola vez y por tiempo limitado: pida otro a un administrador, o ' +
        'reinicie la pasarela si todavía nadie ha iniciado sesión.',
      en:
        'A link works once and for a limited time: ask an admin for another one, or ' +
        'restart the gateway if nobody has signed in yet.',
      pt:
        'O link vale uma única vez e por tempo limitado: peça outro a um ' +
        'administrador, ou reinicie o gateway se ninguém fez login ainda.',
    },
    client: {
      es: 'El enlace ya no es válido. Solicite otro.',
      en: 'The link is no longer valid. Ask for another one.',
      pt: 'O link não é mais válido. Solicite outro.',
    },
  },
  PRECONDITION_FAILED: {
    code: 'R4120',
    status: 412,
    description: 'The resource has changed since the revision that If-Match names.',
    developer: {
      es:
        'El ETag de If-Match ya no es el actual: vuelva a leer el recurso, aplique ' +
        'el cambio y repita la solicitud con el ETag nuevo.',
      en:
        'The ETag in If-Match is no longer current: read the resource again, ' +
        'apply your change, and repeat with the new ETag.',
      pt:
        'O ETag de If-Match não é mais o atual: leia o recurso novamente, ' +
        'aplique a alteração e repita com o novo ETag.',
    },
    client: {
      es: 'Mientras tanto, otra persona modificó este recurso.',
      en: 'Someone else has changed this in the meantime.',
      pt: 'Enquanto isso, outra pessoa alterou este recurso.',
    },
  },
  BODY_TOO_LARGE: {
    code: 'R4130',
    status: 413,
    description: 'The body is larger than the route accepts.',
    developer: {
      es: 'El cuerpo supera el límite: 1 MiB, 3 MiB en el webhook de Meta, o el límite de los archivos de campañas.',
      en: "The body exceeds the limit: 1 MiB, 3 MiB for Meta's webhook, or the limit for campaign files.",
      pt: 'O corpo ultrapassa o limite: 1 MiB, 3 MiB no webhook da Meta, ou o limite dos arquivos de campanhas.',
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
      es: 'El encabezado Content-Type debe ser application/json.',
      en: 'The Content-Type header must be application/json.',
      pt: 'O cabeçalho Content-Type deve ser application/json.',
    },
    client: {
      es: 'El formato de la solicitud no es compatible.',
      en: 'The format of the request is not supported.',
      pt: 'O formato da solicitação não é suportado.',
    },
  },
  RANGE_NOT_SATISFIABLE: {
    code: 'R4160',
    status: 416,
    description: 'The file has no bytes in the range that Range asks for.',
    developer: {
      es: 'El archivo no tiene bytes en ese rango; Content-Range indica su tamaño.',
      en: 'The file has no bytes in that range; Content-Range gives its size.',
      pt: 'O arquivo não tem bytes nesse intervalo; Content-Range indica o seu tamanho.',
    },
    client: {
      es: 'El archivo no tiene esa parte.',
      en: 'The file has no such part.',
      pt: 'O arquivo não tem essa parte.',
    },
  },
  UNKNOWN_HOST: {
    code: 'R4210',
    status: 421,
    description: 'The Host header does not name this gateway.',
    developer: {
      es:
        'El encabezado Host no corresponde a esta pasarela: agregue el nombre a RECADO_HOSTS o defina ' +
        'RECADO_PUBLIC_URL.',
      en: 'The Host header does not name this gateway: add the name to RECADO_HOSTS, or set RECADO_PUBLIC_URL.',
      pt:
        'O cabeçalho Host não corresponde a este gateway: ' +
        'adicione o nome a RECADO_HOSTS ou defina RECADO_PUBLIC_URL.',
    },
    client: {
      es: 'Este servidor no responde a ese nombre.',
      en: 'This server does not answer under that name.',
      pt: 'Este servidor não responde por esse nome.',
    },
  },
  IDEMPOTENCY_CONFLICT: {
    code: 'R4220',
    status: 422,
    description: 'The Idempotency-Key was used with another request within the last 24 hours.',
    developer: {
      es: 'La misma Idempotency-Key ya se usó con otra ruta u otro cuerpo; use una clave nueva para cada mensaje.',
      en: 'The same Idempotency-Key was used before with another route or body; use a new key for each message.',
      pt: 'A mesma Idempotency-Key já foi usada com outra rota ou outro corpo; use uma chave nova para cada mensagem.',
    },
    client: {
      es: 'La solicitud ya fue enviada con otros datos.',
      en: 'The request was already sent with other data.',
      pt: 'A solicitação já foi enviada com outros dados.',
    },
  },
  META_REFUSED: {
    code: 'R4221',
    status: 422,
    description: 'Meta refused the request.',
    developer: {
      es: 'El error completo de Meta está en metaError.',
      en: "Meta's complete error is in metaError.",
      pt: 'O erro completo da Meta está em metaError.',
    },
    client: {
      es: 'WhatsApp no aceptó la solicitud.',
      en: 'WhatsApp did not accept the request.',
      pt: 'O WhatsApp não aceitou a solicitação.',
    },
  },
  META_LIMIT: {
    code: 'R4290',
    status: 429,
    description: 'Meta accepts no more requests of this kind for a while.',
    developer: {
      es: 'Se alcanzó un límite de Meta; el error completo está en metaError.',
      en: 'A Meta limit was reached; the complete error is in metaError.',
      pt: 'Um limite da Meta foi atingido; o erro completo está em metaError.',
    },
    client: {
      es: 'WhatsApp recibió demasiadas solicitudes. Por favor, inténtelo más tarde.',
      en: 'WhatsApp received too many requests. Please try again later.',
      pt: 'O WhatsApp recebeu solicitações demais. Por favor, tente novamente mais tarde.',
    },
  },
  BOT_OVERLOADED: {
    code: 'R4291',
    status: 429,
    description: 'Too many messages of the bot are waiting, or they wait too long.',
    developer: {
      es:
        'No se guardó nada; repita la solicitud tras los segundos indicados en Retry-After, que dependen ' +
        'del ritmo del bot.',
      en: "Nothing was stored; repeat the request after the seconds in Retry-After, which depend on the bot's rate.",
      pt:
        'Nada foi salvo; repita a solicitação após os segundos indicados em Retry-After, que dependem do ' +
        'ritmo do bot.',
    },
    client: {
      es: 'El Bot tiene demasiados mensajes en espera. Por favor, inténtelo más tarde.',
      en: 'The Bot has too many waiting messages. Please try again later.',
      pt: 'O Bot tem mensagens demais em espera. Por favor, tente novamente mais tarde.',
    },
  },
  TOO_MANY_REQUESTS: {
    code: 'R4292',
    status: 429,
    description: 'The client or address makes more requests than its rate allows.',
    developer: {
      es: 'No se hizo nada; repita la solicitud tras los segundos indicados en Retry-After y con menos frecuencia.',
      en: 'Nothing was done; repeat the request after the seconds in Retry-After, and at a lower rate.',
      pt: 'Nada foi feito; repita a solicitação após os segundos indicados em Retry-After e com menos frequência.',
    },
    client: {
      es: 'Hubo demasiadas solicitudes. Por favor, inténtelo más tarde.',
      en: 'There were too many requests. Please try again later.',
      pt: 'Houve solicitações demais. Por favor, tente novamente mais tarde.',
    },
  },
  SIGN_IN_WAIT: {
    code: 'R4293',
    status: 429,
    description: 'Too many sign-ins have failed.',
    developer: {
      es: 'Espere los segundos indicados en Retry-After; la espera se duplica con cada fallo.',
      en: 'Wait for the seconds in Retry-After; the wait doubles with each failure.',
      pt: 'Aguarde os segundos indicados em Retry-After; a espera dobra a cada falha.',
    },
    client: {
      es: 'Demasiados intentos. Espere un momento.',
      en: 'Too many attempts. Wait a moment.',
      pt: 'Tentativas demais. Aguarde um momento.',
    },
  },
  HEAD_TOO_LARGE: {
    code: 'R4310',
    status: 431,
    description: 'The headers of the request are larger than 16 KiB.',
    developer: {
      es: 'Envíe menos encabezados, o más cortos.',
      en: 'Send fewer headers, or shorter ones.',
      pt: 'Envie menos cabeçalhos, ou mais curtos.',
    },
    client: {
      es: 'La solicitud es demasiado grande.',
      en: 'The request is too large.',
      pt: 'A solicitação é grande demais.',
    },
  },
  META_CHANNEL: {
    code: 'R5020',
    status: 502,
    description: "Meta does not accept the bot's credentials or configuration.",
    developer: {
      es: 'Revise el token, los permisos y los identificadores del bot; el error completo de Meta está en metaError.',
      en: "Check the bot's token, permissions and ids; Meta's complete error is in metaError.",
      pt: 'Verifique o token, as permissões e os identificadores do bot; o erro completo da Meta está em metaError.',
    },
    client: {
      es: 'El Bot no está configurado correctamente en WhatsApp.',
      en: 'The Bot is not configured correctly at WhatsApp.',
      pt: 'O Bot não está configurado corretamente no WhatsApp.',
    },
  },
  META_UNREACHABLE: {
    code: 'R5021',
    status: 502,
    description: 'Meta did not respond, or its response does not show what became of the request.',
    developer: {
      es: 'La causa está en reason; si la solicitud pudo tener efecto, sincronice las plantillas antes de repetirla.',
      en: 'The cause is in reason; if the request may have taken effect, sync the templates before you repeat it.',
      pt: 'A causa está em reason; se a solicitação pode ter tido efeito, sincronize os modelos antes de repeti-la.',
    },
    client: {
      es: 'WhatsApp no responde por el momento. Por favor, inténtelo más tarde.',
      en: 'WhatsApp is not responding at the moment. Please try again later.',
      pt: 'O WhatsApp não responde no momento. Por favor, tente novamente mais tarde.',
    },
  },
  STORE_UNAVAILABLE: {
    code: 'R5030',
    status: 503,
    description: 'The store is unavailable at the moment, or did not respond in time.',
    developer: {
      es:
        'Repita la solicitud con la misma Idempotency-Key tras los segundos indicados en Retry-After; ' +
        'nunca se ejecuta dos veces.',
      en:
        'Repeat the request with the same Idempotency-Key after the seconds in Retry-After; it is never ' +
        'executed twice.',
      pt:
        'Repita a solicitação com a mesma Idempotency-Key após os segundos indicados em Retry-After; ela ' +
        'nunca é executada duas vezes.',
    },
    client: {
      es: 'El servicio no está disponible por el momento. Por favor, inténtelo más tarde.',
      en: 'The service is unavailable at the moment. Please try again later.',
      pt: 'O serviço não está disponível no momento. Por favor, tente novamente mais tarde.',
    },
  },
  OVERLOADED: {
    code: 'R5031',
    status: 503,
    description: 'The gateway has more waiting work than it accepts.',
    developer: {
      es: 'No se guardó nada; repita la solicitud tras los segundos indicados en Retry-After.',
      en: 'Nothing was stored; repeat the request after the seconds in Retry-After.',
      pt: 'Nada foi salvo; repita a solicitação após os segundos indicados em Retry-After.',
    },
    client: {
      es: 'Hay demasiadas solicitudes por el momento. Por favor, inténtelo más tarde.',
      en: 'There are too many requests at the moment. Please try again later.',
      pt: 'Há solicitações demais no momento. Por favor, tente novamente mais tarde.',
    },
  },
  MEDIA_NOT_READY: {
    code: 'R5032',
    status: 503,
    description: 'The file is still being fetched from Meta.',
    developer: {
      es: 'El archivo aún se está descargando de Meta; repita la solicitud en un momento.',
      en: 'The file is still being fetched from Meta; repeat the request in a moment.',
      pt: 'O arquivo ainda está sendo baixado da Meta; repita a solicitação em instantes.',
    },
    client: {
      es: 'El archivo aún no está disponible.',
      en: 'The file is not available yet.',
      pt: 'O arquivo ainda não está disponível.',
    },
  },
  TEMPLATES_LEARNING: {
    code: 'R5033',
    status: 503,
    description: "The bot's business account has changed, and the templates of the new one are still being read.",
    developer: {
      es:
        'No se guardó nada; repita la solicitud tras los segundos indicados en Retry-After: se están ' +
        'leyendo las plantillas de la cuenta nueva.',
      en:
        "Nothing was stored; repeat the request after the seconds in Retry-After: the new account's " +
        'templates are being read.',
      pt:
        'Nada foi salvo; repita a solicitação após os segundos indicados em Retry-After: os modelos da ' +
        'nova conta estão sendo lidos.',
    },
    client: {
      es: 'Las plantillas del Bot aún no están disponibles. Por favor, inténtelo más tarde.',
      en: "The Bot's templates are not available yet. Please try again later.",
      pt: 'Os modelos do Bot ainda não estão disponíveis. Por favor, tente novamente mais tarde.',
    },
  },
} satisfies Record<string, CatalogueEntry>

export type ErrorKey = keyof typeof catalogue

/**
 * Reasons of Envelope H: the template of a send is missing, not approved, or missing in the requested language.
 * `missing` is the document's own sentence, which is not translated; the others are appended to it.
 */
export const templateProblems = {
  missing: 'Template does not exist',
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
} satisfies Record<string, Texts | string>

/** The gateway's own reasons for failed or expired messages; Meta's errors come with Meta's code instead. */
export const failures = {
  INVALID_MEDIA_URL: 'The media address did not respond, or did not return a file.',
  MEDIA_TOO_LARGE: 'The media file is larger than WhatsApp allows for its kind.',
  UNSUPPORTED_MEDIA_TYPE: 'The media file is of a type that WhatsApp does not allow for its kind.',
  UNDELIVERABLE: 'The message could not be sent within its maximum age.',
  EXPIRED: 'The expirationTime passed before the message was sent.',
  WINDOW_CLOSED: 'The 24-hour window of the person was not open when the time of the message came.',
  NUMBER_CHANGED:
    'It was sent from a former number of the bot and may have arrived; it is never sent again from another one.',
  ACCOUNT_CHANGED:
    "Its template belonged to the bot's former business account; the present one has no identical template.",
  SUPPRESSED: 'The person wants no marketing messages. It is not sent, and not tried again.',
  MARKETING_CAP: "The person had as many marketing messages as the bot's marketingCap allows.",
  BOT_DELETED: 'The bot was deleted before the message was sent.',
} satisfies Record<FailureKey, string>

/** Languages in which every text exists. */
export const languages = ['es', 'en', 'pt'] as const satisfies readonly Locale[]

/** A temporary failure of the store, recognized by its code so that callers need not know the store. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'STORE_UNAVAILABLE'
}
