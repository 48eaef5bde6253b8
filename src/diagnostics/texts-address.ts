/**
 * What the checks of addresses may find, in three languages: the public one of the gateway, and those of the bot's
 * endpoints. docs/diagnostics.md lists the checks.
 */

export const addressFindings = {
  public_address: {
    https: {
      status: 'ok',
      found: {
        en: 'The public address is {url}.',
        es: 'La dirección pública es {url}.',
        pt: 'O endereço público é {url}.',
      },
    },
    http: {
      status: 'warning',
      found: {
        en: 'The public address {url} is not https: Meta does not post there, and files of people travel in the clear.',
        es:
          'La dirección pública {url} no es https: Meta no envía allí y los archivos de las personas viajan ' +
          'sin cifrar.',
        pt:
          'O endereço público {url} não é https: a Meta não envia para lá e os arquivos das pessoas trafegam ' +
          'sem criptografia.',
      },
      fix: {
        en: 'Put a TLS proxy before the gateway and set RECADO_PUBLIC_URL to its https address.',
        es: 'Ponga un proxy TLS delante del gateway y en RECADO_PUBLIC_URL su dirección https.',
        pt: 'Coloque um proxy TLS na frente do gateway e defina RECADO_PUBLIC_URL com o endereço https dele.',
      },
    },
    unset: {
      status: 'failed',
      found: {
        en: 'RECADO_PUBLIC_URL is not set: bots get addresses of files at {url}, which only this machine reaches.',
        es:
          'RECADO_PUBLIC_URL no está definido: los bots reciben direcciones de archivos en {url}, que solo ' +
          'esta máquina alcanza.',
        pt:
          'RECADO_PUBLIC_URL não está definido: os bots recebem endereços de arquivos em {url}, que só esta ' +
          'máquina alcança.',
      },
      fix: {
        en: 'Set RECADO_PUBLIC_URL to the https address at which the world reaches the gateway.',
        es: 'Ponga en RECADO_PUBLIC_URL la dirección https por la que se llega al gateway desde afuera.',
        pt: 'Defina RECADO_PUBLIC_URL com o endereço https pelo qual se chega ao gateway de fora.',
      },
    },
    local: {
      status: 'warning',
      found: {
        en: 'RECADO_PUBLIC_URL is not set, which is enough for a sandbox on this machine.',
        es: 'RECADO_PUBLIC_URL no está definido, lo que alcanza para un sandbox en esta máquina.',
        pt: 'RECADO_PUBLIC_URL não está definido, o que basta para um sandbox nesta máquina.',
      },
      fix: {
        en: 'Set RECADO_PUBLIC_URL to the https address of the gateway before a number of Meta is used.',
        es: 'Ponga en RECADO_PUBLIC_URL la dirección https del gateway antes de usar un número de Meta.',
        pt: 'Defina RECADO_PUBLIC_URL com o endereço https do gateway antes de usar um número da Meta.',
      },
    },
  },
  endpoints: {
    received: {
      status: 'ok',
      found: {
        en: 'What people write goes to {count} endpoints or skills.',
        es: 'Lo que las personas escriben va a {count} endpoints o skills.',
        pt: 'O que as pessoas escrevem vai para {count} endpoints ou skills.',
      },
    },
    no_messages: {
      status: 'warning',
      found: {
        en: 'Nobody receives what people write: no endpoint subscribes to message, and there is no skill.',
        es: 'Nadie recibe lo que las personas escriben: ningún endpoint está suscrito a message y no hay skills.',
        pt: 'Ninguém recebe o que as pessoas escrevem: nenhum endpoint está inscrito em message e não há skills.',
      },
      fix: {
        en: 'Register a webhook: POST /v1/bots/{botId}/webhook, or an endpoint with the event message.',
        es: 'Registre un webhook: POST /v1/bots/{botId}/webhook, o un endpoint con el evento message.',
        pt: 'Registre um webhook: POST /v1/bots/{botId}/webhook, ou um endpoint com o evento message.',
      },
    },
  },
  endpoint: {
    reachable: {
      status: 'ok',
      found: {
        en: '{url} answers, and {waiting} events wait for it.',
        es: '{url} responde y {waiting} eventos esperan por él.',
        pt: '{url} responde, e {waiting} eventos esperam por ele.',
      },
    },
    behind: {
      status: 'warning',
      found: {
        en: '{waiting} events wait for {url}, the oldest for {minutes} minutes.',
        es: '{waiting} eventos esperan por {url}, el más antiguo desde hace {minutes} minutos.',
        pt: '{waiting} eventos esperam por {url}, o mais antigo há {minutes} minutos.',
      },
      fix: {
        en: 'Look at GET /manage/v1/deliveries?endpointId={endpointId}&state=waiting for what the receiver answers.',
        es: 'Consulte en GET /manage/v1/deliveries?endpointId={endpointId}&state=waiting lo que responde el receptor.',
        pt: 'Veja em GET /manage/v1/deliveries?endpointId={endpointId}&state=waiting o que o receptor responde.',
      },
    },
    unreachable: {
      status: 'failed',
      found: {
        en: '{url} cannot be reached: {reason}; {waiting} events wait for it.',
        es: 'No se llega a {url}: {reason}; {waiting} eventos esperan por él.',
        pt: 'Não se chega a {url}: {reason}; {waiting} eventos esperam por ele.',
      },
      fix: {
        en: 'Start the receiver, or change the address: PATCH /manage/v1/endpoints/{endpointId}.',
        es: 'Inicie el receptor o cambie la dirección: PATCH /manage/v1/endpoints/{endpointId}.',
        pt: 'Inicie o receptor ou altere o endereço: PATCH /manage/v1/endpoints/{endpointId}.',
      },
    },
    paused: {
      status: 'warning',
      found: {
        en: '{url} has been paused since {at}; {waiting} events wait for it.',
        es: '{url} está en pausa desde {at}; {waiting} eventos esperan por él.',
        pt: '{url} está em pausa desde {at}; {waiting} eventos esperam por ele.',
      },
      fix: {
        en: 'Resume it when the receiver is ready: POST /manage/v1/endpoints/{endpointId}/resume.',
        es: 'Reactívelo cuando el receptor esté listo: POST /manage/v1/endpoints/{endpointId}/resume.',
        pt: 'Reative-o quando o receptor estiver pronto: POST /manage/v1/endpoints/{endpointId}/resume.',
      },
    },
    disabled: {
      status: 'failed',
      found: {
        en: '{url} has been disabled since {at}; {waiting} events wait for it.',
        es: '{url} está desactivado desde {at}; {waiting} eventos esperan por él.',
        pt: '{url} está desativado desde {at}; {waiting} eventos esperam por ele.',
      },
      fix: {
        en: 'Fix the receiver, test it (POST /manage/v1/endpoints/{endpointId}/test), then resume it (…/resume).',
        es: 'Repare el receptor, pruébelo (POST /manage/v1/endpoints/{endpointId}/test) y reactívelo (…/resume).',
        pt: 'Corrija o receptor, teste-o (POST /manage/v1/endpoints/{endpointId}/test) e reative-o (…/resume).',
      },
    },
  },
} as const
