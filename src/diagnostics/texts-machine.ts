/**
 * What the checks of the installation may find, in three languages: disk, database and settings. docs/diagnostics.md
 * lists the checks.
 */

export const machineFindings = {
  data_folder: {
    roomy: {
      status: 'ok',
      found: {
        en: 'The data folder has {free} GB free, {percent} % of its disk.',
        es: 'La carpeta de datos tiene {free} GB libres, el {percent} % de su disco.',
        pt: 'A pasta de dados tem {free} GB livres, {percent} % do disco.',
      },
    },
    low: {
      status: 'warning',
      found: {
        en: 'The data folder has only {free} GB free, {percent} % of its disk.',
        es: 'La carpeta de datos tiene solo {free} GB libres, el {percent} % de su disco.',
        pt: 'A pasta de dados tem apenas {free} GB livres, {percent} % do disco.',
      },
      fix: {
        en: 'Enlarge the disk, or shorten retention (RECADO_KEEP_MEDIA_MS, RECADO_KEEP_MESSAGES_MS).',
        es: 'Amplíe el disco o acorte la retención (RECADO_KEEP_MEDIA_MS, RECADO_KEEP_MESSAGES_MS).',
        pt: 'Aumente o disco ou reduza a retenção (RECADO_KEEP_MEDIA_MS, RECADO_KEEP_MESSAGES_MS).',
      },
    },
    full: {
      status: 'failed',
      found: {
        en: 'The data folder has {free} GB free: nothing can be stored soon.',
        es: 'La carpeta de datos tiene {free} GB libres: pronto no se podrá guardar nada.',
        pt: 'A pasta de dados tem {free} GB livres: em breve nada poderá ser armazenado.',
      },
      fix: {
        en: 'Free space on the disk of RECADO_DATA_DIR now; the gateway goes on by itself once there is room.',
        es: 'Libere espacio ya en el disco de RECADO_DATA_DIR; el gateway sigue por sí solo cuando hay lugar.',
        pt: 'Libere espaço agora no disco de RECADO_DATA_DIR; o gateway continua sozinho quando houver espaço.',
      },
    },
  },
  database: {
    well: {
      status: 'ok',
      found: {
        en: '{engine} {version} answers in {ms} ms.',
        es: '{engine} {version} responde en {ms} ms.',
        pt: '{engine} {version} responde em {ms} ms.',
      },
    },
    slow: {
      status: 'warning',
      found: {
        en: '{engine} {version} takes {ms} ms for a small write.',
        es: '{engine} {version} tarda {ms} ms en una escritura pequeña.',
        pt: '{engine} {version} leva {ms} ms em uma gravação pequena.',
      },
      fix: {
        en: 'Look at the load and the disk of the database, and keep it close to the gateway.',
        es: 'Revise la carga y el disco de la base de datos y manténgala cerca del gateway.',
        pt: 'Verifique a carga e o disco do banco de dados e mantenha-o perto do gateway.',
      },
    },
    down: {
      status: 'failed',
      found: {
        en: 'The database takes no writes: {reason}.',
        es: 'La base de datos no acepta escrituras: {reason}.',
        pt: 'O banco de dados não aceita gravações: {reason}.',
      },
      fix: {
        en: 'Bring the database back, or free its disk; requests are refused with 503 until then.',
        es: 'Restablezca la base de datos o libere su disco; hasta entonces se responde 503.',
        pt: 'Restabeleça o banco de dados ou libere o disco; até lá as solicitações recebem 503.',
      },
    },
  },
  database_durability: {
    durable: {
      status: 'ok',
      found: {
        en: 'What is acknowledged is on disk.',
        es: 'Lo que se confirma está en disco.',
        pt: 'O que é confirmado está em disco.',
      },
    },
    commit: {
      status: 'warning',
      found: {
        en: 'synchronous_commit is {commit} at the database: a crash or a failover may lose what was acknowledged.',
        es: 'synchronous_commit está en {commit} en la base de datos: una caída puede perder lo ya confirmado.',
        pt: 'synchronous_commit está em {commit} no banco de dados: uma queda pode perder o que foi confirmado.',
      },
      fix: {
        en: 'Set synchronous_commit to on at the database.',
        es: 'Ponga synchronous_commit en on en la base de datos.',
        pt: 'Defina synchronous_commit como on no banco de dados.',
      },
    },
    standbys: {
      status: 'warning',
      found: {
        en:
          'Several database hosts are given, and none is a synchronous standby: a failover may lose what was ' +
          'acknowledged.',
        es:
          'Hay varios hosts de base de datos y ninguno es una réplica síncrona: un cambio puede perder lo ya ' +
          'confirmado.',
        pt:
          'Há vários hosts de banco de dados e nenhum é uma réplica síncrona: uma troca pode perder o que foi ' +
          'confirmado.',
      },
      fix: {
        en: 'Set synchronous_standby_names at the database, or synchronous_mode of Patroni.',
        es: 'Defina synchronous_standby_names en la base de datos, o synchronous_mode de Patroni.',
        pt: 'Defina synchronous_standby_names no banco de dados, ou synchronous_mode do Patroni.',
      },
    },
  },
  secret_key: {
    strong: {
      status: 'ok',
      found: {
        en: 'The secret key is strong; keep a copy of it apart from the backups of the database.',
        es: 'La clave secreta es fuerte; guarde una copia aparte de los respaldos de la base de datos.',
        pt: 'A chave secreta é forte; guarde uma cópia separada dos backups do banco de dados.',
      },
    },
    weak: {
      status: 'warning',
      found: {
        en: 'RECADO_SECRET_KEY is easy to guess: who guesses it reads every stored secret.',
        es: 'RECADO_SECRET_KEY es fácil de adivinar: quien la adivine lee todos los secretos guardados.',
        pt: 'RECADO_SECRET_KEY é fácil de adivinhar: quem a adivinhar lê todos os segredos armazenados.',
      },
      fix: {
        en: 'Rotate to a random key of 32 bytes: recado rotate-key.',
        es: 'Cámbiela por una clave aleatoria de 32 bytes: recado rotate-key.',
        pt: 'Troque-a por uma chave aleatória de 32 bytes: recado rotate-key.',
      },
    },
  },
  operator_access: {
    closed: {
      status: 'ok',
      found: {
        en: 'Metrics and documents are not open to everyone.',
        es: 'Las métricas y los documentos no están abiertos a todos.',
        pt: 'As métricas e os documentos não estão abertos a todos.',
      },
    },
    local: {
      status: 'ok',
      found: {
        en: 'Metrics and documents are open on this machine only.',
        es: 'Las métricas y los documentos están abiertos solo en esta máquina.',
        pt: 'As métricas e os documentos estão abertos somente nesta máquina.',
      },
    },
    open: {
      status: 'warning',
      found: {
        en: 'Metrics and documents are open to whoever reaches the gateway.',
        es: 'Las métricas y los documentos están abiertos a quien llegue al gateway.',
        pt: 'As métricas e os documentos estão abertos a quem chegar ao gateway.',
      },
      fix: {
        en: 'Set RECADO_OPS_TOKEN, or RECADO_OPS_PORT and close that port to the outside.',
        es: 'Defina RECADO_OPS_TOKEN, o RECADO_OPS_PORT y cierre ese puerto hacia afuera.',
        pt: 'Defina RECADO_OPS_TOKEN, ou RECADO_OPS_PORT e feche essa porta para fora.',
      },
    },
  },
  sandbox: {
    off: {
      status: 'ok',
      found: { en: 'The sandbox is off.', es: 'El sandbox está apagado.', pt: 'O sandbox está desligado.' },
    },
    local: {
      status: 'ok',
      found: {
        en: 'The sandbox is on, for this machine.',
        es: 'El sandbox está encendido, para esta máquina.',
        pt: 'O sandbox está ligado, para esta máquina.',
      },
    },
    exposed: {
      status: 'warning',
      found: {
        en: 'The sandbox is on beside a public address: its demo client and secrets are known to everyone.',
        es: 'El sandbox está encendido junto a una dirección pública: todos conocen su cliente demo y sus secretos.',
        pt: 'O sandbox está ligado junto a um endereço público: todos conhecem seu cliente demo e seus segredos.',
      },
      fix: {
        en: 'Start the gateway by recado serve, or set RECADO_SANDBOX to off.',
        es: 'Inicie el gateway con recado serve o ponga RECADO_SANDBOX en off.',
        pt: 'Inicie o gateway com recado serve ou defina RECADO_SANDBOX como off.',
      },
    },
  },
  media_storage: {
    shared: {
      status: 'ok',
      found: {
        en: 'Every process can serve the files of people.',
        es: 'Todos los procesos pueden servir los archivos de las personas.',
        pt: 'Todos os processos podem servir os arquivos das pessoas.',
      },
    },
    split: {
      status: 'warning',
      found: {
        en: 'Files of people are served only by the process that fetched them.',
        es: 'Los archivos de las personas los sirve solo el proceso que los descargó.',
        pt: 'Os arquivos das pessoas são servidos somente pelo processo que os baixou.',
      },
      fix: {
        en: 'Set RECADO_MEDIA_BUCKET_URL and its key before a second process starts.',
        es: 'Defina RECADO_MEDIA_BUCKET_URL y su clave antes de iniciar un segundo proceso.',
        pt: 'Defina RECADO_MEDIA_BUCKET_URL e sua chave antes de iniciar um segundo processo.',
      },
    },
  },
} as const
