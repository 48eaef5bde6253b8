/**
 * What the checks of a bot may find of what Meta gave or took, in three languages: the app's place at the number, and
 * the figures of templates. docs/diagnostics.md lists the checks.
 */

const anew = {
  en: 'connect the number anew through the embedded signup, and set the token that it gives as channel.accessToken.',
  es: 'conecte de nuevo el número por el registro integrado y ponga el token que da en channel.accessToken.',
  pt: 'conecte o número de novo pelo cadastro incorporado e defina o token obtido em channel.accessToken.',
} as const

const retry = {
  en: 'Messages are not affected. POST /manage/v1/bots/{botId}/template-insights asks Meta again.',
  es: 'A los mensajes no les pasa nada. POST /manage/v1/bots/{botId}/template-insights vuelve a preguntar a Meta.',
  pt: 'As mensagens não são afetadas. POST /manage/v1/bots/{botId}/template-insights pergunta de novo à Meta.',
} as const

export const partnerFindings = {
  partner: {
    present: {
      status: 'ok',
      found: {
        en: 'Meta has not taken the number from this app.',
        es: 'Meta no le quitó el número a esta aplicación.',
        pt: 'A Meta não tirou o número deste aplicativo.',
      },
    },
    returned: {
      status: 'ok',
      found: {
        en: 'Meta took the number from this app on {at}; it is connected again.',
        es: 'Meta le quitó el número a esta aplicación el {at}; está conectado de nuevo.',
        pt: 'A Meta tirou o número deste aplicativo em {at}; ele está conectado de novo.',
      },
    },
    inactive: {
      status: 'failed',
      found: {
        en: 'Meta took the number from this app on {at}: the phone app was not opened for too long ({reason}).',
        es:
          'Meta le quitó el número a esta aplicación el {at}: la app del teléfono no se ' +
          'abrió por mucho tiempo ({reason}).',
        pt: 'A Meta tirou o número deste aplicativo em {at}: o app do celular ficou tempo demais sem abrir ({reason}).',
      },
      fix: {
        en: `Open the WhatsApp Business app on the phone, at least every 13 days; then ${anew.en}`,
        es: `Abra la app WhatsApp Business en el teléfono, al menos cada 13 días; luego ${anew.es}`,
        pt: `Abra o app WhatsApp Business no celular, pelo menos a cada 13 dias; depois ${anew.pt}`,
      },
    },
    downgraded: {
      status: 'failed',
      found: {
        en: 'Meta took the number from this app on {at}: the owner changed from WhatsApp Business to WhatsApp.',
        es: 'Meta le quitó el número a esta aplicación el {at}: el dueño pasó de WhatsApp Business a WhatsApp.',
        pt: 'A Meta tirou o número deste aplicativo em {at}: o dono passou do WhatsApp Business para o WhatsApp.',
      },
      fix: {
        en: `Install WhatsApp Business on the phone with this number; then ${anew.en}`,
        es: `Instale WhatsApp Business en el teléfono con este número; luego ${anew.es}`,
        pt: `Instale o WhatsApp Business no celular com este número; depois ${anew.pt}`,
      },
    },
    disconnected: {
      status: 'failed',
      found: {
        en: 'The owner disconnected the number from this app on {at}.',
        es: 'El dueño desconectó el número de esta aplicación el {at}.',
        pt: 'O dono desconectou o número deste aplicativo em {at}.',
      },
      fix: {
        en: `Ask the owner whether it was meant so: if not, ${anew.en} If so, delete the bot.`,
        es: `Pregunte al dueño si así lo quiso: si no, ${anew.es} Si sí, elimine el bot.`,
        pt: `Pergunte ao dono se era essa a intenção: se não, ${anew.pt} Se sim, exclua o bot.`,
      },
    },
    moved: {
      status: 'failed',
      found: {
        en:
          'Meta took the number from this app on {at}: the phone app has another number, ' +
          'or was set up anew ({reason}).',
        es:
          'Meta le quitó el número a esta aplicación el {at}: la app del teléfono tiene ' +
          'otro número o se configuró de nuevo ({reason}).',
        pt:
          'A Meta tirou o número deste aplicativo em {at}: o app do celular tem outro ' +
          'número, ou foi configurado de novo ({reason}).',
      },
      fix: {
        en: `For the number that the phone has now, ${anew.en}`,
        es: `Con el número que el teléfono tiene ahora, ${anew.es}`,
        pt: `Com o número que o celular tem agora, ${anew.pt}`,
      },
    },
    removed: {
      status: 'failed',
      found: {
        en: 'Meta took the account from this app on {at} ({reason}).',
        es: 'Meta le quitó la cuenta a esta aplicación el {at} ({reason}).',
        pt: 'A Meta tirou a conta deste aplicativo em {at} ({reason}).',
      },
      fix: {
        en: `See in Meta Business Suite who has the account; then ${anew.en}`,
        es: `Vea en Meta Business Suite quién tiene la cuenta; luego ${anew.es}`,
        pt: `Veja no Meta Business Suite quem tem a conta; depois ${anew.pt}`,
      },
    },
  },
  template_insights: {
    on: {
      status: 'ok',
      found: {
        en: 'Meta counts the templates by day; read last on {at}.',
        es: 'Meta cuenta las plantillas por día; se leyó por última vez el {at}.',
        pt: 'A Meta conta os modelos por dia; a última leitura foi em {at}.',
      },
    },
    off: {
      status: 'ok',
      found: {
        en: 'Meta does not count the templates: nobody has switched it on.',
        es: 'Meta no cuenta las plantillas: nadie lo activó.',
        pt: 'A Meta não conta os modelos: ninguém ativou isso.',
      },
    },
    failing: {
      status: 'unknown',
      found: {
        en: 'What Meta counts of the templates could not be read: {reason}.',
        es: 'No se pudo leer lo que Meta cuenta de las plantillas: {reason}.',
        pt: 'Não foi possível ler o que a Meta conta dos modelos: {reason}.',
      },
      fix: {
        en: 'Nothing: it is read again with the next sync of the templates.',
        es: 'Nada: se vuelve a leer con la próxima sincronización de las plantillas.',
        pt: 'Nada: será lido de novo na próxima sincronização dos modelos.',
      },
    },
    refused: {
      status: 'unknown',
      found: {
        en: 'Meta refuses to say what it counts of the templates, and is not asked any more: {reason}.',
        es: 'Meta se niega a decir lo que cuenta de las plantillas, y ya no se le pregunta: {reason}.',
        pt: 'A Meta se recusa a dizer o que conta dos modelos, e não é mais perguntada: {reason}.',
      },
      fix: retry,
    },
  },
} as const
