/**
 * What the checks of a running installation may find, in three languages: its processes, and work that waits.
 * docs/diagnostics.md lists the checks.
 */

export const workFindings = {
  version: {
    running: {
      status: 'ok',
      found: {
        en: 'Recado {version} runs on Node {node} with schema {schema}.',
        es: 'Recado {version} corre en Node {node} con el esquema {schema}.',
        pt: 'O Recado {version} roda no Node {node} com o esquema {schema}.',
      },
    },
  },
  processes: {
    alive: {
      status: 'ok',
      found: {
        en: '{count} processes serve this database; the last sign of each is at most {seconds} seconds old.',
        es:
          '{count} procesos atienden esta base de datos; la última señal de cada uno tiene a lo sumo {seconds} ' +
          'segundos.',
        pt:
          '{count} processos atendem este banco de dados; o último sinal de cada um tem no máximo {seconds} ' +
          'segundos.',
      },
    },
    lost: {
      status: 'warning',
      found: {
        en: '{lost} processes have stopped without a word, and {count} are alive.',
        es: '{lost} procesos se detuvieron sin avisar y {count} están vivos.',
        pt: '{lost} processos pararam sem avisar, e {count} estão vivos.',
      },
      fix: {
        en: 'Look at the logs of the machine that stopped; the others take its bots over within seconds.',
        es: 'Revise los registros de la máquina que se detuvo; las demás toman sus bots en segundos.',
        pt: 'Verifique os logs da máquina que parou; as outras assumem os bots dela em segundos.',
      },
    },
  },
  lanes: {
    running: {
      status: 'ok',
      found: {
        en: 'The lanes of this process make progress.',
        es: 'Los carriles de este proceso avanzan.',
        pt: 'As filas deste processo avançam.',
      },
    },
    stalled: {
      status: 'failed',
      found: {
        en: 'The lanes of this process make no progress.',
        es: 'Los carriles de este proceso no avanzan.',
        pt: 'As filas deste processo não avançam.',
      },
      fix: {
        en: 'Look at the log for "store out of reach"; if the database is well, restart this process.',
        es: 'Busque "store out of reach" en el registro; si la base de datos está bien, reinicie este proceso.',
        pt: 'Procure "store out of reach" no log; se o banco de dados estiver bem, reinicie este processo.',
      },
    },
  },
  backlog: {
    timely: {
      status: 'ok',
      found: {
        en: '{queued} messages and {deliveries} deliveries wait; nothing is late.',
        es: 'Esperan {queued} mensajes y {deliveries} entregas; nada está atrasado.',
        pt: '{queued} mensagens e {deliveries} entregas esperam; nada está atrasado.',
      },
    },
    late: {
      status: 'warning',
      found: {
        en: '{queued} messages wait, the oldest due for {minutes} minutes.',
        es: 'Esperan {queued} mensajes; el más antiguo debía salir hace {minutes} minutos.',
        pt: '{queued} mensagens esperam; a mais antiga deveria ter saído há {minutes} minutos.',
      },
      fix: {
        en: 'Check the bots (POST /manage/v1/bots/{botId}/check) and look at recado_lane_lag_seconds.',
        es: 'Compruebe los bots (POST /manage/v1/bots/{botId}/check) y mire recado_lane_lag_seconds.',
        pt: 'Verifique os bots (POST /manage/v1/bots/{botId}/check) e veja recado_lane_lag_seconds.',
      },
    },
  },
  unprocessed: {
    none: {
      status: 'ok',
      found: {
        en: 'Every item of Meta found its bot.',
        es: 'Todo lo que envió Meta encontró su bot.',
        pt: 'Tudo o que a Meta enviou encontrou seu bot.',
      },
    },
    some: {
      status: 'warning',
      found: {
        en: '{count} items of Meta could not be processed.',
        es: 'No se pudieron procesar {count} elementos de Meta.',
        pt: '{count} itens da Meta não puderam ser processados.',
      },
      fix: {
        en: 'Read why at GET /manage/v1/unprocessed, make the missing bot, and replay them.',
        es: 'Vea el motivo en GET /manage/v1/unprocessed, cree el bot que falta y repítalos.',
        pt: 'Veja o motivo em GET /manage/v1/unprocessed, crie o bot que falta e repita-os.',
      },
    },
  },
} as const
