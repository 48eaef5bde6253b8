/**
 * What the checks of Meta's webhooks may find, in three languages, from the subscription to the signature.
 * docs/diagnostics.md lists the checks.
 */

export const webhookFindings = {
  webhook_subscription: {
    subscribed: {
      status: 'ok',
      found: {
        en: 'The app {appId} is subscribed to the account {wabaId}.',
        es: 'La app {appId} está suscrita a la cuenta {wabaId}.',
        pt: 'O app {appId} está inscrito na conta {wabaId}.',
      },
    },
    none: {
      status: 'failed',
      found: {
        en: 'No app is subscribed to the account {wabaId}: Meta sends no webhooks for it.',
        es: 'Ninguna app está suscrita a la cuenta {wabaId}: Meta no envía webhooks de ella.',
        pt: 'Nenhum app está inscrito na conta {wabaId}: a Meta não envia webhooks dela.',
      },
      fix: {
        en: 'Subscribe the app: POST /{wabaId}/subscribed_apps of the Graph API with the access token of the bot.',
        es: 'Suscriba la app: POST /{wabaId}/subscribed_apps de la Graph API con el token de acceso del bot.',
        pt: 'Inscreva o app: POST /{wabaId}/subscribed_apps da Graph API com o token de acesso do bot.',
      },
    },
    other_app: {
      status: 'failed',
      found: {
        en: 'Subscribed to the account {wabaId} are {apps}, and not the app {appId} of the bot.',
        es: 'A la cuenta {wabaId} están suscritas {apps}, y no la app {appId} del bot.',
        pt: 'Na conta {wabaId} estão inscritos {apps}, e não o app {appId} do bot.',
      },
      fix: {
        en: 'Subscribe the app: POST /{wabaId}/subscribed_apps of the Graph API with the access token of the bot.',
        es: 'Suscriba la app: POST /{wabaId}/subscribed_apps de la Graph API con el token de acceso del bot.',
        pt: 'Inscreva o app: POST /{wabaId}/subscribed_apps da Graph API com o token de acesso do bot.',
      },
    },
    some: {
      status: 'unknown',
      found: {
        en: 'Subscribed to the account {wabaId} are {apps}; which app is that of the bot is not known.',
        es: 'A la cuenta {wabaId} están suscritas {apps}; no se sabe cuál es la app del bot.',
        pt: 'Na conta {wabaId} estão inscritos {apps}; não se sabe qual é o app do bot.',
      },
      fix: {
        en: 'Set channel.appId of the bot to the id of its app at Meta.',
        es: 'Ponga en channel.appId del bot el identificador de su app en Meta.',
        pt: 'Defina channel.appId do bot com a identificação do seu app na Meta.',
      },
    },
  },
  webhook_callback: {
    here: {
      status: 'ok',
      found: {
        en: 'Meta posts the webhooks of the number to {url}.',
        es: 'Meta envía los webhooks del número a {url}.',
        pt: 'A Meta envia os webhooks do número para {url}.',
      },
    },
    elsewhere: {
      status: 'failed',
      found: {
        en: 'Meta posts the webhooks of the number to {url}, and not to {expected}.',
        es: 'Meta envía los webhooks del número a {url} y no a {expected}.',
        pt: 'A Meta envia os webhooks do número para {url}, e não para {expected}.',
      },
      fix: {
        en: 'Set {expected} as the callback URL: {place}.',
        es: 'Ponga {expected} como URL de devolución de llamada: {place}.',
        pt: 'Defina {expected} como URL de retorno de chamada: {place}.',
      },
    },
    unset: {
      status: 'failed',
      found: {
        en: 'Meta has no callback URL for the number.',
        es: 'Meta no tiene una URL de devolución de llamada para el número.',
        pt: 'A Meta não tem uma URL de retorno de chamada para o número.',
      },
      fix: {
        en: "Set the gateway's /meta/webhook and the bot's verify token under Webhooks of the app at Meta.",
        es: 'Ponga /meta/webhook de este gateway y el token de verificación del bot en Webhooks de la app en Meta.',
        pt: 'Defina /meta/webhook deste gateway e o token de verificação do bot em Webhooks do app na Meta.',
      },
    },
    no_public: {
      status: 'unknown',
      found: {
        en: 'Meta posts the webhooks of the number to {url}; RECADO_PUBLIC_URL is not set, so it cannot be compared.',
        es: 'Meta envía los webhooks del número a {url}; RECADO_PUBLIC_URL no está definido y no se puede comparar.',
        pt:
          'A Meta envia os webhooks do número para {url}; RECADO_PUBLIC_URL não está definido e não dá para ' +
          'comparar.',
      },
      fix: {
        en: 'Set RECADO_PUBLIC_URL to the public address of the gateway.',
        es: 'Ponga en RECADO_PUBLIC_URL la dirección pública del gateway.',
        pt: 'Defina RECADO_PUBLIC_URL com o endereço público do gateway.',
      },
    },
  },
  webhook_fields: {
    complete: {
      status: 'ok',
      found: {
        en: 'The app receives {count} fields, all that the gateway uses among them.',
        es: 'La app recibe {count} campos, entre ellos todos los que usa el gateway.',
        pt: 'O app recebe {count} campos, entre eles todos os que o gateway usa.',
      },
    },
    missing: {
      status: 'warning',
      found: {
        en: 'The app does not receive the fields {missing}.',
        es: 'La app no recibe los campos {missing}.',
        pt: 'O app não recebe os campos {missing}.',
      },
      fix: {
        en: 'Subscribe to them under Webhooks of the app at Meta, object WhatsApp Business Account.',
        es: 'Suscríbalos en Webhooks de la app en Meta, objeto WhatsApp Business Account.',
        pt: 'Inscreva-os em Webhooks do app na Meta, objeto WhatsApp Business Account.',
      },
    },
    no_messages: {
      status: 'failed',
      found: {
        en: 'The app does not receive the field messages: neither what people write nor what becomes of messages.',
        es: 'La app no recibe el campo messages: ni lo que las personas escriben ni el estado de los mensajes.',
        pt: 'O app não recebe o campo messages: nem o que as pessoas escrevem nem o estado das mensagens.',
      },
      fix: {
        en: 'Subscribe to messages under Webhooks of the app at Meta, object WhatsApp Business Account.',
        es: 'Suscriba messages en Webhooks de la app en Meta, objeto WhatsApp Business Account.',
        pt: 'Inscreva messages em Webhooks do app na Meta, objeto WhatsApp Business Account.',
      },
    },
  },
  webhooks_received: {
    seen: {
      status: 'ok',
      found: {
        en: "Meta's last webhook for the bot came at {at}.",
        es: 'El último webhook de Meta para el bot llegó el {at}.',
        pt: 'O último webhook da Meta para o bot chegou em {at}.',
      },
    },
    none: {
      status: 'unknown',
      found: {
        en: 'No webhook of Meta has come for the bot yet.',
        es: 'Todavía no llegó ningún webhook de Meta para el bot.',
        pt: 'Ainda não chegou nenhum webhook da Meta para o bot.',
      },
      fix: {
        en: 'Write to the number from a phone; if nothing comes, fix what the other checks report.',
        es: 'Escriba al número desde un teléfono; si no llega nada, corrija lo que indican las demás comprobaciones.',
        pt: 'Escreva ao número de um telefone; se nada chegar, corrija o que as outras verificações indicam.',
      },
    },
  },
  webhook_handshake: {
    answered: {
      status: 'ok',
      found: {
        en: '{url} answers the handshake with the verify token of the bot {botId}.',
        es: '{url} responde la verificación con el token del bot {botId}.',
        pt: '{url} responde à verificação com o token do bot {botId}.',
      },
    },
    wrong: {
      status: 'failed',
      found: {
        en: '{url} answers the handshake with status {status}: Meta would not accept the address.',
        es: '{url} responde la verificación con el estado {status}: Meta no aceptaría la dirección.',
        pt: '{url} responde à verificação com o status {status}: a Meta não aceitaria o endereço.',
      },
      fix: {
        en:
          'Let the proxy pass GET /meta/webhook with its query to this gateway unchanged, without sign-in or ' +
          'redirect.',
        es:
          'Haga que el proxy pase GET /meta/webhook con su consulta a este gateway sin cambios, sin login ni ' +
          'redirección.',
        pt:
          'Faça o proxy passar GET /meta/webhook com sua consulta a este gateway sem alterações, sem login nem ' +
          'redirecionamento.',
      },
    },
    unreachable: {
      status: 'failed',
      found: {
        en: '{url} cannot be reached from here: {reason}.',
        es: 'No se llega a {url} desde aquí: {reason}.',
        pt: 'Não se chega a {url} daqui: {reason}.',
      },
      fix: {
        en:
          'Check the DNS name, the certificate and the firewall; a machine that cannot reach its own address ' +
          'is checked from another.',
        es:
          'Revise el nombre DNS, el certificado y el firewall; si la máquina no alcanza su propia dirección, ' +
          'pruebe desde otra.',
        pt:
          'Verifique o nome DNS, o certificado e o firewall; se a máquina não alcança seu próprio endereço, ' +
          'teste de outra.',
      },
    },
  },
  webhook_signature: {
    accepted: {
      status: 'ok',
      found: {
        en: 'A webhook signed by the app secret of the bot {botId} is accepted at {url}.',
        es: 'Un webhook firmado con la clave secreta del bot {botId} es aceptado en {url}.',
        pt: 'Um webhook assinado com a chave secreta do bot {botId} é aceito em {url}.',
      },
    },
    wrong: {
      status: 'failed',
      found: {
        en: '{url} answers a signed webhook with status {status}.',
        es: '{url} responde un webhook firmado con el estado {status}.',
        pt: '{url} responde a um webhook assinado com o status {status}.',
      },
      fix: {
        en: 'Let the proxy pass the body and X-Hub-Signature-256 unchanged, to this gateway and no other.',
        es: 'Haga que el proxy pase el cuerpo y X-Hub-Signature-256 sin cambios, a este gateway y a ningún otro.',
        pt: 'Faça o proxy passar o corpo e X-Hub-Signature-256 sem alterações, a este gateway e a nenhum outro.',
      },
    },
  },
  proxy_body_limit: {
    accepted: {
      status: 'ok',
      found: {
        en: 'A webhook of 3 MB, the largest that Meta sends, comes through.',
        es: 'Un webhook de 3 MB, el mayor que Meta envía, pasa.',
        pt: 'Um webhook de 3 MB, o maior que a Meta envia, passa.',
      },
    },
    refused: {
      status: 'failed',
      found: {
        en: 'A webhook of 3 MB does not come through: {reason}.',
        es: 'Un webhook de 3 MB no pasa: {reason}.',
        pt: 'Um webhook de 3 MB não passa: {reason}.',
      },
      fix: {
        en: 'Raise the body limit of the proxy to 4 MB for /meta/webhook (client_max_body_size 4m in nginx).',
        es: 'Suba el límite del cuerpo del proxy a 4 MB para /meta/webhook (client_max_body_size 4m en nginx).',
        pt: 'Aumente o limite do corpo no proxy para 4 MB em /meta/webhook (client_max_body_size 4m no nginx).',
      },
    },
  },
} as const
