/** What `recado doctor` finds without a gateway, and the fixes, in three languages. */
import type { Texts } from '../../model/errors/texts.ts'

export const checkTexts = {
  check_fix: { en: 'fix: {fix}', es: 'solución: {fix}', pt: 'solução: {fix}' },
  checks_failed: {
    en: 'checks failed: {names}',
    es: 'comprobaciones fallidas: {names}',
    pt: 'verificações que falharam: {names}',
  },
  doctor_here: { en: 'This machine', es: 'Esta máquina', pt: 'Esta máquina' },
  doctor_gateway: { en: 'Gateway at {url}', es: 'Gateway en {url}', pt: 'Gateway em {url}' },
  doctor_bot: { en: 'Bot {id}', es: 'Bot {id}', pt: 'Bot {id}' },
  fix_gateway: {
    en: 'Start it with recado serve, or name its address with --url: {url} is asked.',
    es: 'Inícielo con recado serve, o indique su dirección con --url: se consulta {url}.',
    pt: 'Inicie-o com recado serve, ou informe o seu endereço com --url: {url} é consultado.',
  },
  fix_access: {
    en: 'Give a key whose role may read diagnostics: an operator for all bots, or the management token.',
    es:
      'Indique una clave cuyo rol permita leer diagnósticos: operator para todos los bots, o el token de ' +
      'administración.',
    pt:
      'Informe uma chave cujo papel permita ler diagnósticos: operator para todos os bots, ou o token de ' +
      'administração.',
  },
  found_settings: {
    en: 'The settings can be used.',
    es: 'La configuración es válida.',
    pt: 'A configuração é válida.',
  },
  found_settings_ignored: {
    en: 'The settings can be used; {names}.',
    es: 'La configuración es válida; {names}.',
    pt: 'A configuração é válida; {names}.',
  },
  found_settings_wrong: { en: '{reasons}', es: '{reasons}', pt: '{reasons}' },
  fix_settings: {
    en: 'Correct them; docs/configuration.md has them all.',
    es: 'Corríjalos; docs/configuration.md los describe todos.',
    pt: 'Corrija-os; docs/configuration.md descreve todos.',
  },
  found_folder: {
    en: '{folder} can be written; {free} GB are free.',
    es: 'Se puede escribir en {folder}; hay {free} GB libres.',
    pt: 'É possível gravar em {folder}; há {free} GB livres.',
  },
  found_folder_closed: {
    en: '{folder} cannot be written.',
    es: 'No se puede escribir en {folder}.',
    pt: 'Não é possível gravar em {folder}.',
  },
  fix_folder: {
    en: 'Give the folder to the account that runs the gateway, or set RECADO_DATA_DIR to another one.',
    es: 'Dé la carpeta a la cuenta que ejecuta el gateway, o defina otra en RECADO_DATA_DIR.',
    pt: 'Dê a pasta à conta que executa o gateway, ou defina outra em RECADO_DATA_DIR.',
  },
  fix_disk: {
    en: 'Free space on its disk, or move {folder} to a larger one.',
    es: 'Libere espacio en su disco, o mueva {folder} a uno mayor.',
    pt: 'Libere espaço no disco, ou mova {folder} para um maior.',
  },
  found_key_setting: {
    en: 'The key is in RECADO_SECRET_KEY.',
    es: 'La clave está en RECADO_SECRET_KEY.',
    pt: 'A chave está em RECADO_SECRET_KEY.',
  },
  found_key_file: {
    en: 'The key is in {path}, which only its owner can read.',
    es: 'La clave está en {path}, que solo su dueño puede leer.',
    pt: 'A chave está em {path}, que somente o dono pode ler.',
  },
  found_key_none: {
    en: 'There is no key yet: the first start makes {path}.',
    es: 'Aún no hay clave: el primer inicio crea {path}.',
    pt: 'Ainda não há chave: o primeiro início cria {path}.',
  },
  found_key_open: {
    en: 'Other people can read {path}.',
    es: 'Otras personas pueden leer {path}.',
    pt: 'Outras pessoas podem ler {path}.',
  },
  fix_key_open: {
    en: 'Run chmod 600 {path}, and rotate the key if somebody else may have read it.',
    es: 'Ejecute chmod 600 {path}, y rote la clave si alguien más pudo leerla.',
    pt: 'Execute chmod 600 {path}, e troque a chave se outra pessoa puder tê-la lido.',
  },
  found_database: {
    en: '{name} has schema {schema}.',
    es: '{name} tiene el esquema {schema}.',
    pt: '{name} tem o esquema {schema}.',
  },
  found_database_older: {
    en: '{name} is brought to schema {schema} by the next start: {steps} steps.',
    es: 'El próximo inicio lleva {name} al esquema {schema}: {steps} pasos.',
    pt: 'O próximo início leva {name} ao esquema {schema}: {steps} passos.',
  },
  found_database_none: {
    en: 'There is no database yet: the first start makes {name}.',
    es: 'Aún no hay base de datos: el primer inicio crea {name}.',
    pt: 'Ainda não há banco de dados: o primeiro início cria {name}.',
  },
  found_database_bad: {
    en: '{name} cannot be used: {reason}',
    es: 'No se puede usar {name}: {reason}',
    pt: 'Não é possível usar {name}: {reason}',
  },
  fix_database: {
    en: 'Start the database, or correct RECADO_DATABASE_URL; a broken file is replaced by a backup.',
    es: 'Inicie la base de datos, o corrija RECADO_DATABASE_URL; un archivo dañado se reemplaza con un respaldo.',
    pt: 'Inicie o banco de dados, ou corrija RECADO_DATABASE_URL; um arquivo danificado é substituído por um backup.',
  },
} satisfies Record<string, Texts>
