/** What each option means, in three languages. */
import type { Texts } from '../../model/errors/texts.ts'

export const optionTexts = {
  option_json: {
    en: 'write the result as JSON',
    es: 'escribir el resultado como JSON',
    pt: 'gravar o resultado como JSON',
  },
  option_lang: {
    en: 'language of help and messages; default: that of the environment',
    es: 'idioma de la ayuda y los mensajes; por defecto, el del entorno',
    pt: 'idioma da ajuda e das mensagens; por padrão, o do ambiente',
  },
  option_env_file: {
    en: 'read settings from this file first; what is set already stays',
    es: 'archivo cuya configuración se carga antes; lo ya definido se mantiene',
    pt: 'arquivo cuja configuração vale antes; o que já está definido permanece',
  },
  option_url: {
    en: 'address of the gateway; default: RECADO_URL, the profile, or this machine',
    es: 'dirección del gateway; por defecto, RECADO_URL, el perfil o esta máquina',
    pt: 'endereço do gateway; por padrão, RECADO_URL, o perfil ou esta máquina',
  },
  option_key_file: {
    en: 'file with an API key, the management token or id:secret of a client; - reads the standard input',
    es:
      'archivo con una clave de API, el token de administración o id:secreto de un cliente; - lee la entrada ' +
      'estándar',
    pt: 'arquivo com uma chave de API, o token de administração ou id:segredo de um cliente; - lê a entrada padrão',
  },
  option_profile: {
    en: 'a saved profile; default: RECADO_PROFILE',
    es: 'un perfil guardado; por defecto, RECADO_PROFILE',
    pt: 'um perfil salvo; por padrão, RECADO_PROFILE',
  },
  option_client_file: {
    en: 'file with id:secret of a client',
    es: 'archivo con id:secreto de un cliente',
    pt: 'arquivo com id:segredo de um cliente',
  },
  option_default: {
    en: 'use it where no profile is named',
    es: 'perfil que vale donde no se indica otro',
    pt: 'perfil que vale onde nenhum é informado',
  },
  option_log_format: {
    en: 'format of the log lines; default: text on a terminal, json elsewhere',
    es: 'formato del registro; por defecto, text en una terminal, json en otro caso',
    pt: 'formato do log; por padrão, text em um terminal, json nos demais casos',
  },
  option_demo: {
    en: 'with a week of a shop already behind it, in a folder that is deleted at the end',
    es: 'con una semana de una tienda ya vivida, en una carpeta que se borra al final',
    pt: 'com uma semana de uma loja já vivida, em uma pasta que é apagada no fim',
  },
  option_hold: {
    en: 'receive, but send nothing: lanes, webhooks, skills and campaigns stand still',
    es: 'recibir sin enviar nada: envíos, webhooks, skills y campañas quedan quietos',
    pt: 'receber sem enviar nada: envios, webhooks, skills e campanhas ficam parados',
  },
  option_bot: {
    en: 'id of the bot; default: RECADO_BOT or that of the profile',
    es: 'id del bot; por defecto, RECADO_BOT o el del perfil',
    pt: 'id do bot; por padrão, RECADO_BOT ou o do perfil',
  },
  option_doctor_bot: {
    en: 'check only this bot; default: all',
    es: 'comprobar solo este bot; por defecto, todos',
    pt: 'verificar apenas este bot; por padrão, todos',
  },
  option_template: {
    en: 'name of an approved template',
    es: 'nombre de una plantilla aprobada',
    pt: 'nome de um modelo aprovado',
  },
  option_language: {
    en: 'language of the template; default: that of the bot',
    es: 'idioma de la plantilla; por defecto, el del bot',
    pt: 'idioma do modelo; por padrão, o do bot',
  },
  option_param: {
    en: "value of the template's next variable; repeatable",
    es: 'valor de la siguiente variable de la plantilla; repetible',
    pt: 'valor da próxima variável do modelo; repetível',
  },
  option_body: {
    en: 'file with a message of the API as JSON; - reads the standard input',
    es: 'archivo con un mensaje de la API en JSON; - lee la entrada estándar',
    pt: 'arquivo com uma mensagem da API em JSON; - lê a entrada padrão',
  },
  option_idempotency_key: {
    en: 'the same key sends the same message once',
    es: 'la misma clave envía el mismo mensaje una sola vez',
    pt: 'a mesma chave envia a mesma mensagem uma única vez',
  },
  option_wait: {
    en: 'wait until Meta has accepted it, or it has failed',
    es: 'esperar hasta que Meta lo haya aceptado o haya fallado',
    pt: 'esperar até que a Meta a tenha aceitado ou tenha falhado',
  },
  option_bot_id: {
    en: 'id of the new bot; default: a new one',
    es: 'id del nuevo bot; por defecto, uno nuevo',
    pt: 'id do novo bot; por padrão, um novo',
  },
  option_phone_number_id: { en: "Meta's id of the number", es: 'id del número en Meta', pt: 'id do número na Meta' },
  option_waba_id: {
    en: "Meta's id of the WhatsApp business account",
    es: 'id de la cuenta de WhatsApp Business en Meta',
    pt: 'id da conta do WhatsApp Business na Meta',
  },
  option_token_file: {
    en: 'file with the access token; - reads the standard input',
    es: 'archivo con el token de acceso; - lee la entrada estándar',
    pt: 'arquivo com o token de acesso; - lê a entrada padrão',
  },
  option_app_id: { en: "id of Meta's app", es: 'id de la app de Meta', pt: 'id do app da Meta' },
  option_app_secret_file: {
    en: "file with the app's secret, which signs Meta's webhooks",
    es: 'archivo con el secreto de la app, que firma los webhooks de Meta',
    pt: 'arquivo com o segredo do app, que assina os webhooks da Meta',
  },
  option_verify_token_file: {
    en: "file with the token of the webhook's handshake; default: a new one",
    es: 'archivo con el token de verificación del webhook; por defecto, uno nuevo',
    pt: 'arquivo com o token de verificação do webhook; por padrão, um novo',
  },
  option_graph_url: {
    en: 'address of the Graph API, such as a sandbox',
    es: 'dirección de la Graph API, por ejemplo un WhatsApp de pruebas',
    pt: 'endereço da Graph API, por exemplo um WhatsApp de testes',
  },
  option_webhook: {
    en: 'address that receives what people write',
    es: 'dirección que recibe lo que escriben las personas',
    pt: 'endereço que recebe o que as pessoas escrevem',
  },
  option_overlap_secret: {
    en: 'hours for which the former secret still works; default: 24',
    es: 'horas durante las que sirve el secreto anterior; por defecto, 24',
    pt: 'horas em que o segredo anterior ainda vale; por padrão, 24',
  },
  option_overlap_key: {
    en: 'hours for which earlier addresses of files and events stay valid; default: 720 (30 days)',
    es:
      'horas durante las que siguen válidas las direcciones anteriores de archivos y eventos; por defecto, 720 (30 ' +
      'días)',
    pt: 'horas em que os endereços anteriores de arquivos e eventos continuam válidos; por padrão, 720 (30 dias)',
  },
  option_rotate_url: {
    en: 'address of a gateway; default: the configured host and port',
    es: 'dirección de un gateway; por defecto, el host y puerto configurados',
    pt: 'endereço de um gateway; por padrão, o host e a porta configurados',
  },
  option_end: {
    en: 'end the overlap of the previous rotation at once',
    es: 'terminar de inmediato el solape de la rotación anterior',
    pt: 'encerrar de imediato a sobreposição da rotação anterior',
  },
  option_status: { en: 'only show the progress', es: 'solo mostrar el avance', pt: 'apenas mostrar o andamento' },
  option_new_key: {
    en: 'add a new key at the top of secret.key in the data folder; the gateway uses it from its next start',
    es:
      'agregar una clave nueva al inicio de secret.key en la carpeta de datos; sirve desde el próximo inicio del ' +
      'gateway',
    pt:
      'adicionar uma nova chave no início de secret.key na pasta de dados; vale a partir do próximo início do ' +
      'gateway',
  },
  option_migrate_dry_run: {
    en: 'print the SQL that would run, and change nothing',
    es: 'escribir el SQL que se ejecutaría, sin cambiar nada',
    pt: 'imprimir o SQL que seria executado, sem alterar nada',
  },
  option_copy_from: {
    en: 'sqlite:<path of the file> or postgres://…; default: the configured store',
    es: 'sqlite:<ruta del archivo> o postgres://…; por defecto, la base configurada',
    pt: 'sqlite:<caminho do arquivo> ou postgres://…; por padrão, o banco configurado',
  },
  option_copy_to: {
    en: 'in the same form; default: the configured store',
    es: 'en la misma forma; por defecto, la base configurada',
    pt: 'na mesma forma; por padrão, o banco configurado',
  },
  option_client_id: {
    en: 'id of the new client; default: a new one',
    es: 'id del nuevo cliente; por defecto, uno nuevo',
    pt: 'id do novo cliente; por padrão, um novo',
  },
  option_bots: {
    en: 'ids of bots, separated by commas, or all',
    es: 'ids de bots separados por comas, o all',
    pt: 'ids de bots separados por vírgulas, ou all',
  },
  option_role: {
    en: 'viewer, agent, marketing, operator or admin',
    es: 'viewer, agent, marketing, operator o admin',
    pt: 'viewer, agent, marketing, operator ou admin',
  },
  option_days: {
    en: 'days until it expires; default: never',
    es: 'días hasta que vence; por defecto, nunca',
    pt: 'dias até expirar; por padrão, nunca',
  },
  option_sync: {
    en: 'let the gateway read them from Meta first',
    es: 'que el gateway las lea antes de Meta',
    pt: 'que o gateway os leia antes da Meta',
  },
  option_draft: {
    en: 'save them in the gateway without sending them to Meta',
    es: 'guardarlas en el gateway sin enviarlas a Meta',
    pt: 'manter os modelos no gateway sem enviar à Meta',
  },
  option_campaign_name: {
    en: 'name of the campaign; default: that of the file',
    es: 'nombre de la campaña; por defecto, el del archivo',
    pt: 'nome da campanha; por padrão, o do arquivo',
  },
  option_at: {
    en: 'start at this instant, such as 2026-05-01T08:00:00-05:00',
    es: 'empezar en este instante, como 2026-05-01T08:00:00-05:00',
    pt: 'começar neste instante, como 2026-05-01T08:00:00-05:00',
  },
  option_dry_run: {
    en: 'check the file and send nothing',
    es: 'comprobar el archivo sin enviar nada',
    pt: 'verificar o arquivo sem enviar nada',
  },
  option_detach: { en: 'do not wait for its end', es: 'no esperar a que termine', pt: 'não esperar que termine' },
  option_watch: { en: 'show it until it ends', es: 'mostrarla hasta que termine', pt: 'mostrá-la até terminar' },
  option_output: { en: 'write it to this file', es: 'escribirlo en este archivo', pt: 'gravá-lo neste arquivo' },
  option_type: { en: 'only events of this kind', es: 'solo eventos de este tipo', pt: 'apenas eventos deste tipo' },
  option_since: {
    en: 'also events since this instant',
    es: 'también eventos desde este instante',
    pt: 'também eventos desde este instante',
  },
  option_once: {
    en: 'show what there is and end',
    es: 'mostrar lo que hay y terminar',
    pt: 'mostrar o que há e terminar',
  },
  option_from: { en: 'beginning of the span', es: 'inicio del período', pt: 'início do período' },
  option_to: {
    en: 'end of the span; default: now',
    es: 'fin del período; por defecto, ahora',
    pt: 'fim do período; por padrão, agora',
  },
  option_missing: {
    en: 'only events that the endpoint has not received',
    es: 'solo eventos que el endpoint no ha recibido',
    pt: 'apenas eventos que o endpoint não recebeu',
  },
  option_limit: { en: 'how many at most', es: 'cuántos como máximo', pt: 'quantos no máximo' },
  option_all: { en: 'all of them', es: 'todos', pt: 'todos' },
  option_with_key: {
    en: 'include secret.key: whoever has the backup can then read its secrets',
    es: 'incluir secret.key: quien tenga el respaldo podrá leer sus secretos',
    pt: 'incluir secret.key: quem tiver o backup poderá ler os seus segredos',
  },
  option_data_folder: {
    en: 'data folder to restore into; default: RECADO_DATA_DIR',
    es: 'carpeta de datos en la que se restaura; por defecto, RECADO_DATA_DIR',
    pt: 'pasta de dados em que se restaura; por padrão, RECADO_DATA_DIR',
  },
  option_init_file: {
    en: 'where the settings are written',
    es: 'dónde se escribe la configuración',
    pt: 'onde a configuração é gravada',
  },
  option_public_url: {
    en: 'public https address of the gateway',
    es: 'dirección https pública del gateway',
    pt: 'endereço https público do gateway',
  },
  option_port: { en: 'port of the gateway', es: 'puerto del gateway', pt: 'porta do gateway' },
  option_data_dir: { en: 'data folder', es: 'carpeta de datos', pt: 'pasta de dados' },
  option_database_url: {
    en: 'PostgreSQL instead of SQLite',
    es: 'PostgreSQL en lugar de SQLite',
    pt: 'PostgreSQL em vez de SQLite',
  },
  option_init_client: {
    en: 'make a client of this id at the first start',
    es: 'crear un cliente con este id en el primer inicio',
    pt: 'criar um cliente com este id no primeiro início',
  },
  option_allow_writes: {
    en: 'let the assistant send messages too',
    es: 'permitir que el asistente también envíe mensajes',
    pt: 'permitir que o assistente também envie mensagens',
  },
} satisfies Record<string, Texts>
