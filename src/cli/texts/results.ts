/** What commands tell of their work, in three languages. */
import type { Texts } from '../../model/errors/texts.ts'

export const resultTexts = {
  list_empty: { en: 'There is nothing to list.', es: 'No hay nada que mostrar.', pt: 'Não há nada para listar.' },
  removed: { en: '{name} was removed.', es: 'Se eliminó {name}.', pt: '{name} foi removido.' },
  saved: { en: 'Saved in {path}.', es: 'Guardado en {path}.', pt: 'Salvo em {path}.' },
  sent_accepted: { en: '{messageId} was accepted.', es: 'Se aceptó {messageId}.', pt: '{messageId} foi aceita.' },
  sent_state: {
    en: '{messageId} is {state}.',
    es: '{messageId} está en estado {state}.',
    pt: '{messageId} está no estado {state}.',
  },
  sent_failed: {
    en: '{messageId} is {state}: {reason}',
    es: '{messageId} está en estado {state}: {reason}',
    pt: '{messageId} está no estado {state}: {reason}',
  },
  bot_added: { en: 'The bot {id} was added.', es: 'Se agregó el bot {id}.', pt: 'O bot {id} foi adicionado.' },
  bot_check_next: {
    en: 'Check it next: recado bot check {id}',
    es: 'Compruébelo ahora: recado bot check {id}',
    pt: 'Verifique-o agora: recado bot check {id}',
  },
  secret_once: {
    en: 'Webhook secret, shown only now: {secret}',
    es: 'Secreto de los webhooks, visible solo ahora: {secret}',
    pt: 'Segredo dos webhooks, mostrado somente agora: {secret}',
  },
  verify_token_once: {
    en: "Verify token for Meta's form, shown only now: {verifyToken}",
    es: 'Token de verificación para el formulario de Meta, visible solo ahora: {verifyToken}',
    pt: 'Token de verificação para o formulário da Meta, mostrado somente agora: {verifyToken}',
  },
  client_made: {
    en: 'Client {clientId}, secret shown only now: {clientSecret}',
    es: 'Cliente {clientId}, secreto visible solo ahora: {clientSecret}',
    pt: 'Cliente {clientId}, segredo mostrado somente agora: {clientSecret}',
  },
  key_made: {
    en: 'Key {keyId}, shown only now: {apiKey}',
    es: 'Clave {keyId}, visible solo ahora: {apiKey}',
    pt: 'Chave {keyId}, mostrada somente agora: {apiKey}',
  },
  template_no_files: {
    en: 'there is no template file; names end in .json',
    es: 'no hay archivos de plantillas; sus nombres terminan en .json',
    pt: 'não há arquivos de modelos; os nomes terminam em .json',
  },
  template_field_missing: {
    en: '{path} lacks {names}',
    es: 'a {path} le falta {names}',
    pt: 'falta {names} em {path}',
  },
  template_pulled: {
    en: '{count} templates are in {folder}.',
    es: 'Hay {count} plantillas en {folder}.',
    pt: 'Há {count} modelos em {folder}.',
  },
  template_created: { en: 'sent to Meta', es: 'enviada a Meta', pt: 'enviado à Meta' },
  template_changed: { en: 'changed', es: 'modificada', pt: 'alterado' },
  template_unchanged: { en: 'unchanged', es: 'sin cambios', pt: 'sem alterações' },
  template_valid: {
    en: '{count} templates are valid.',
    es: '{count} plantillas son válidas.',
    pt: '{count} modelos são válidos.',
  },
  template_invalid: {
    en: 'templates are not valid: {reasons}',
    es: 'hay plantillas no válidas: {reasons}',
    pt: 'há modelos inválidos: {reasons}',
  },
  campaign_made: {
    en: 'The campaign {id} was created.',
    es: 'Se creó la campaña {id}.',
    pt: 'A campanha {id} foi criada.',
  },
  campaign_state: {
    en: 'The campaign {id} is {status}.',
    es: 'La campaña {id} está en estado {status}.',
    pt: 'A campanha {id} está no estado {status}.',
  },
  campaign_stopped: {
    en: 'the campaign {id} stopped: {status} {code}',
    es: 'la campaña {id} se detuvo: {status} {code}',
    pt: 'a campanha {id} parou: {status} {code}',
  },
  campaign_checked: {
    en: '{rows} rows: {good} good, {bad} bad, {repeated} repeated.',
    es: '{rows} filas: {good} correctas, {bad} con errores, {repeated} repetidas.',
    pt: '{rows} linhas: {good} corretas, {bad} com erros, {repeated} repetidas.',
  },
  campaign_progress: {
    en: '{bar} {percent} %  {done} of {rows}  {rate}/s  {left} left',
    es: '{bar} {percent} %  {done} de {rows}  {rate}/s  faltan {left}',
    pt: '{bar} {percent} %  {done} de {rows}  {rate}/s  faltam {left}',
  },
  count_waiting: { en: 'waiting', es: 'en espera', pt: 'em espera' },
  count_queued: { en: 'queued', es: 'en cola', pt: 'na fila' },
  count_sent: { en: 'sent', es: 'enviados', pt: 'enviadas' },
  count_delivered: { en: 'delivered', es: 'entregados', pt: 'entregues' },
  count_read: { en: 'read', es: 'leídos', pt: 'lidas' },
  count_failed: { en: 'failed', es: 'fallidos', pt: 'falharam' },
  count_expired: { en: 'expired', es: 'vencidos', pt: 'expiradas' },
  count_canceled: { en: 'canceled', es: 'cancelados', pt: 'canceladas' },
  count_bad: { en: 'bad rows', es: 'filas con errores', pt: 'linhas com erros' },
  count_suppressed: { en: 'left out', es: 'excluidos', pt: 'excluídas' },
  count_repeated: { en: 'repeated rows', es: 'filas repetidas', pt: 'linhas repetidas' },
  replayed_all: {
    en: '{count} events go to {endpointId} again.',
    es: '{count} eventos van de nuevo a {endpointId}.',
    pt: '{count} eventos vão novamente para {endpointId}.',
  },
  replayed_going_on: {
    en: '{count} events so far go to {endpointId} again; the gateway continues.',
    es: 'Hasta ahora {count} eventos van de nuevo a {endpointId}; el gateway continúa.',
    pt: 'Até agora {count} eventos vão novamente para {endpointId}; o gateway continua.',
  },
  unprocessed_none: {
    en: 'Everything from Meta found its place.',
    es: 'Todo lo de Meta encontró su lugar.',
    pt: 'Tudo o que veio da Meta encontrou o seu lugar.',
  },
  unprocessed_outcome: { en: '{id}: {outcome}', es: '{id}: {outcome}', pt: '{id}: {outcome}' },
  unprocessed_replayed: {
    en: '{processed} of {tried} items were processed.',
    es: 'Se procesaron {processed} de {tried} elementos.',
    pt: '{processed} de {tried} itens foram processados.',
  },
  unprocessed_kept: {
    en: '{count} items still find no place',
    es: '{count} elementos siguen sin encontrar lugar',
    pt: '{count} itens ainda não encontram lugar',
  },
  init_done: {
    en: '{file} has the settings with fresh secrets. Start: recado serve --settings {file}',
    es: '{file} tiene la configuración con secretos nuevos. Inicie con: recado serve --settings {file}',
    pt: '{file} tem a configuração com segredos novos. Inicie com: recado serve --settings {file}',
  },
  init_aborted: {
    en: 'Nothing was written.',
    es: 'No se ha escrito nada.',
    pt: 'Nada foi escrito.',
  },
  init_exists: {
    en: '{path} exists already, and stays as it is',
    es: '{path} ya existe y queda como está',
    pt: '{path} já existe e permanece como está',
  },
  ask_public_url: {
    en: 'Public https address, empty for none',
    es: 'Dirección https pública, vacía si no hay',
    pt: 'Endereço https público, vazio se não houver',
  },
  ask_port: { en: 'Port', es: 'Puerto', pt: 'Porta' },
  ask_data_dir: { en: 'Data folder', es: 'Carpeta de datos', pt: 'Pasta de dados' },
  ask_database_url: {
    en: 'PostgreSQL address, empty for SQLite',
    es: 'Dirección de PostgreSQL, vacía para SQLite',
    pt: 'Endereço do PostgreSQL, vazio para SQLite',
  },
  ask_client_id: { en: 'Id of the first client', es: 'Id del primer cliente', pt: 'Id do primeiro cliente' },
  backup_done: {
    en: '{folder} holds the backup: {rows} rows, {files} files, checked.',
    es: '{folder} contiene el respaldo: {rows} filas, {files} archivos, comprobado.',
    pt: '{folder} contém o backup: {rows} linhas, {files} arquivos, verificado.',
  },
  backup_without_key: {
    en: 'The key is not in it: keep RECADO_SECRET_KEY or secret.key with it, elsewhere.',
    es: 'La clave no está incluida: guarde RECADO_SECRET_KEY o secret.key en otro lugar.',
    pt: 'A chave não está incluída: guarde RECADO_SECRET_KEY ou secret.key em outro lugar.',
  },
  backup_nothing: {
    en: 'there is no installation in {folder}',
    es: 'no hay una instalación en {folder}',
    pt: 'não há uma instalação em {folder}',
  },
  backup_not_empty: { en: '{folder} is not empty', es: '{folder} no está vacía', pt: '{folder} não está vazia' },
  backup_broken: {
    en: 'the backup in {folder} cannot be used: {reason}',
    es: 'el respaldo en {folder} no sirve: {reason}',
    pt: 'o backup em {folder} não pode ser usado: {reason}',
  },
  restore_done: {
    en: '{folder} holds the installation: {rows} rows, {files} files. Look at it first with: recado serve --hold',
    es: '{folder} contiene la instalación: {rows} filas, {files} archivos. Revísela antes con: recado serve --hold',
    pt: '{folder} contém a instalação: {rows} linhas, {files} arquivos. Verifique-a antes com: recado serve --hold',
  },
  restore_other_key: {
    en: '{file} is another key than that of the backup: move it away first, and keep it',
    es: '{file} es otra clave que la del respaldo: muévala antes a otro lugar y consérvela',
    pt: '{file} é outra chave que a do backup: mova-a antes para outro lugar e guarde-a',
  },
  restore_key: {
    en: 'Its secrets need the key of the day of the backup: RECADO_SECRET_KEY, or secret.key in the folder.',
    es: 'Sus secretos necesitan la clave del día del respaldo: RECADO_SECRET_KEY, o secret.key en la carpeta.',
    pt: 'Os seus segredos precisam da chave do dia do backup: RECADO_SECRET_KEY, ou secret.key na pasta.',
  },
} satisfies Record<string, Texts>
