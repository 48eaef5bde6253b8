/**
 * What the checks of a number's standing at Meta may find, in three languages: quality, limits, health; and of what the
 * gateway knows of it: templates and the clock. docs/diagnostics.md lists the checks.
 */

const versionFix = {
  en: 'Set channel.graphVersion of the bot to a newer version, and try it with one number first.',
  es: 'Ponga en channel.graphVersion del bot una versión más nueva, y pruébela primero con un número.',
  pt: 'Defina uma versão mais nova em channel.graphVersion do bot, e experimente-a primeiro com um número.',
} as const

export const qualityFindings = {
  graph_version: {
    open: {
      status: 'ok',
      found: {
        en: 'Meta has announced no end of the Graph version {version}.',
        es: 'Meta no ha anunciado el fin de la versión {version} de Graph.',
        pt: 'A Meta não anunciou o fim da versão {version} do Graph.',
      },
    },
    later: {
      status: 'ok',
      found: {
        en: 'The Graph version {version} works until {at}.',
        es: 'La versión {version} de Graph funciona hasta el {at}.',
        pt: 'A versão {version} do Graph funciona até {at}.',
      },
    },
    soon: {
      status: 'warning',
      found: {
        en: 'The Graph version {version} ends on {at}.',
        es: 'La versión {version} de Graph termina el {at}.',
        pt: 'A versão {version} do Graph termina em {at}.',
      },
      fix: versionFix,
    },
    ended: {
      status: 'warning',
      found: {
        en: 'The Graph version {version} ended on {at}: Meta answers as a newer one would.',
        es: 'La versión {version} de Graph terminó el {at}: Meta responde como lo haría una más nueva.',
        pt: 'A versão {version} do Graph terminou em {at}: a Meta responde como uma mais nova.',
      },
      fix: versionFix,
    },
    ended_before: {
      status: 'warning',
      found: {
        en: 'The Graph version {version} has ended: Meta answers as a newer one would.',
        es: 'La versión {version} de Graph ya terminó: Meta responde como lo haría una más nueva.',
        pt: 'A versão {version} do Graph já terminou: a Meta responde como uma mais nova.',
      },
      fix: versionFix,
    },
  },
  quality_rating: {
    green: {
      status: 'ok',
      found: {
        en: 'The quality rating is {rating}.',
        es: 'La calificación de calidad es {rating}.',
        pt: 'A classificação de qualidade é {rating}.',
      },
    },
    yellow: {
      status: 'warning',
      found: {
        en: 'The quality rating is {rating}: people block or report the messages.',
        es: 'La calificación de calidad es {rating}: hay personas que bloquean o denuncian los mensajes.',
        pt: 'A classificação de qualidade é {rating}: há pessoas que bloqueiam ou denunciam as mensagens.',
      },
      fix: {
        en: 'Send fewer marketing templates, only to people who asked for them, and look at what was blocked last.',
        es: 'Envíe menos plantillas de marketing, solo a quienes las pidieron, y revise qué se bloqueó últimamente.',
        pt: 'Envie menos modelos de marketing, somente a quem os pediu, e veja o que foi bloqueado ultimamente.',
      },
    },
    red: {
      status: 'failed',
      found: {
        en: 'The quality rating is {rating}: Meta may restrict the number.',
        es: 'La calificación de calidad es {rating}: Meta puede restringir el número.',
        pt: 'A classificação de qualidade é {rating}: a Meta pode restringir o número.',
      },
      fix: {
        en: 'Pause campaigns until the rating rises, a few days, and change the templates that people block.',
        es: 'Pause las campañas hasta que la calificación suba, unos días, y cambie las plantillas que se bloquean.',
        pt: 'Pause as campanhas até a classificação subir, alguns dias, e altere os modelos que são bloqueados.',
      },
    },
    unrated: {
      status: 'unknown',
      found: {
        en: 'Meta has not rated the quality of the number yet.',
        es: 'Meta todavía no calificó la calidad del número.',
        pt: 'A Meta ainda não classificou a qualidade do número.',
      },
      fix: {
        en: 'Check again when the number has sent messages for some days.',
        es: 'Repita la comprobación cuando el número lleve algunos días enviando mensajes.',
        pt: 'Verifique novamente quando o número tiver enviado mensagens por alguns dias.',
      },
    },
  },
  messaging_limit: {
    known: {
      status: 'ok',
      found: {
        en: 'The messaging limit is {limit} in 24 hours.',
        es: 'El límite de mensajes es {limit} en 24 horas.',
        pt: 'O limite de mensagens é {limit} em 24 horas.',
      },
    },
    low: {
      status: 'warning',
      found: {
        en: 'The messaging limit is only {limit} in 24 hours.',
        es: 'El límite de mensajes es de solo {limit} en 24 horas.',
        pt: 'O limite de mensagens é de apenas {limit} em 24 horas.',
      },
      fix: {
        en: 'Verify the business in Meta Business Suite, which raises it to 2,000 people.',
        es: 'Verifique la empresa en Meta Business Suite, lo que lo eleva a 2.000 personas.',
        pt: 'Verifique a empresa no Meta Business Suite, o que o eleva para 2.000 pessoas.',
      },
    },
    unset: {
      status: 'unknown',
      found: {
        en: 'Meta does not say which messaging limit the number has.',
        es: 'Meta no indica qué límite de mensajes tiene el número.',
        pt: 'A Meta não informa qual limite de mensagens o número tem.',
      },
      fix: {
        en: 'Look at the limit in WhatsApp Manager; it is set once the number has sent messages.',
        es: 'Consulte el límite en WhatsApp Manager; se fija cuando el número ha enviado mensajes.',
        pt: 'Consulte o limite no WhatsApp Manager; ele é definido depois que o número envia mensagens.',
      },
    },
  },
  throughput: {
    fits: {
      status: 'ok',
      found: {
        en: 'The bot sends up to {perSecond} messages a second; Meta allows {allowed} (throughput {level}).',
        es: 'El bot envía hasta {perSecond} mensajes por segundo; Meta permite {allowed} (throughput {level}).',
        pt: 'O bot envia até {perSecond} mensagens por segundo; a Meta permite {allowed} (throughput {level}).',
      },
    },
    above: {
      status: 'warning',
      found: {
        en: 'The bot sends up to {perSecond} messages a second, and Meta allows {allowed} (throughput {level}).',
        es: 'El bot envía hasta {perSecond} mensajes por segundo y Meta permite {allowed} (throughput {level}).',
        pt: 'O bot envia até {perSecond} mensagens por segundo, e a Meta permite {allowed} (throughput {level}).',
      },
      fix: {
        en: 'Set messagesPerSecond of the bot to {allowed}: above it Meta refuses, and each refusal delays.',
        es: 'Ponga messagesPerSecond del bot en {allowed}: por encima Meta rechaza, y cada rechazo demora.',
        pt: 'Defina messagesPerSecond do bot como {allowed}: acima disso a Meta recusa, e cada recusa atrasa.',
      },
    },
  },
  messaging_health: {
    available: {
      status: 'ok',
      found: {
        en: 'Meta reports no obstacle to sending.',
        es: 'Meta no informa ningún obstáculo para enviar.',
        pt: 'A Meta não informa nenhum obstáculo ao envio.',
      },
    },
    limited: {
      status: 'warning',
      found: {
        en: 'Meta limits what the number may send: {reasons}.',
        es: 'Meta limita lo que el número puede enviar: {reasons}.',
        pt: 'A Meta limita o que o número pode enviar: {reasons}.',
      },
      fix: {
        en: "Follow Meta's own advice: {advice}.",
        es: 'Siga el consejo de Meta: {advice}.',
        pt: 'Siga a orientação da Meta: {advice}.',
      },
    },
    blocked: {
      status: 'failed',
      found: {
        en: 'Meta lets the number send nothing: {reasons}.',
        es: 'Meta no deja que el número envíe nada: {reasons}.',
        pt: 'A Meta não deixa o número enviar nada: {reasons}.',
      },
      fix: {
        en: "Follow Meta's own advice: {advice}.",
        es: 'Siga el consejo de Meta: {advice}.',
        pt: 'Siga a orientação da Meta: {advice}.',
      },
    },
  },
  templates: {
    synced: {
      status: 'ok',
      found: {
        en: '{count} templates are known, {approved} of them approved.',
        es: 'Se conocen {count} plantillas, {approved} de ellas aprobadas.',
        pt: 'São conhecidos {count} modelos, {approved} deles aprovados.',
      },
    },
    none: {
      status: 'warning',
      found: {
        en: 'No approved template is known: nothing can be sent outside the 24-hour window.',
        es: 'No se conoce ninguna plantilla aprobada: no se puede enviar nada fuera de la ventana de 24 horas.',
        pt: 'Nenhum modelo aprovado é conhecido: nada pode ser enviado fora da janela de 24 horas.',
      },
      fix: {
        en: 'Sync the templates (POST /v1/bots/{botId}/templates/sync), or create one and wait for its approval.',
        es: 'Sincronice las plantillas (POST /v1/bots/{botId}/templates/sync) o cree una y espere su aprobación.',
        pt: 'Sincronize os modelos (POST /v1/bots/{botId}/templates/sync) ou crie um e aguarde a aprovação.',
      },
    },
    learning: {
      status: 'warning',
      found: {
        en: 'The templates of the new account have not been read yet.',
        es: 'Todavía no se leyeron las plantillas de la cuenta nueva.',
        pt: 'Os modelos da nova conta ainda não foram lidos.',
      },
      fix: {
        en: 'Sync the templates (POST /v1/bots/{botId}/templates/sync), or wait for the next sync.',
        es: 'Sincronice las plantillas (POST /v1/bots/{botId}/templates/sync) o espere la próxima sincronización.',
        pt: 'Sincronize os modelos (POST /v1/bots/{botId}/templates/sync) ou aguarde a próxima sincronização.',
      },
    },
  },
  clock: {
    agrees: {
      status: 'ok',
      found: {
        en: "This machine's clock and that {other} agree.",
        es: 'El reloj de esta máquina y el {other} coinciden.',
        pt: 'O relógio desta máquina e o {other} coincidem.',
      },
    },
    differs: {
      status: 'warning',
      found: {
        en: "This machine's clock differs from that {other} by {seconds} seconds.",
        es: 'El reloj de esta máquina difiere del {other} en {seconds} segundos.',
        pt: 'O relógio desta máquina difere do {other} em {seconds} segundos.',
      },
      fix: {
        en: 'Synchronise the clocks of all machines by NTP.',
        es: 'Sincronice los relojes de todas las máquinas por NTP.',
        pt: 'Sincronize os relógios de todas as máquinas por NTP.',
      },
    },
    far: {
      status: 'failed',
      found: {
        en: "This machine's clock differs from that {other} by {seconds} seconds: receivers refuse its signatures.",
        es: 'El reloj de esta máquina difiere del {other} en {seconds} segundos: los receptores rechazan sus firmas.',
        pt: 'O relógio desta máquina difere do {other} em {seconds} segundos: os receptores recusam suas assinaturas.',
      },
      fix: {
        en: 'Set the clock right, and synchronise the clocks of all machines by NTP.',
        es: 'Ajuste el reloj y sincronice los relojes de todas las máquinas por NTP.',
        pt: 'Ajuste o relógio e sincronize os relógios de todas as máquinas por NTP.',
      },
    },
  },
} as const
