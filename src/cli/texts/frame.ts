/** Help, usage errors, connections and profiles, in three languages. `{name}` is a value. */
import type { Texts } from '../../model/errors/texts.ts'

export const frameTexts = {
  about: {
    en: 'Self-hosted WhatsApp Business messaging gateway',
    es: 'Gateway de mensajería de WhatsApp Business en su propio servidor',
    pt: 'Gateway de mensagens do WhatsApp Business no seu próprio servidor',
  },
  help_usage: { en: 'Usage:', es: 'Uso:', pt: 'Uso:' },
  help_options: { en: 'Options:', es: 'Opciones:', pt: 'Opções:' },
  help_commands: { en: 'Commands:', es: 'Comandos:', pt: 'Comandos:' },
  help_arguments: { en: 'Arguments:', es: 'Argumentos:', pt: 'Argumentos:' },
  help_example: { en: 'Example:', es: 'Ejemplo:', pt: 'Exemplo:' },
  help_help: { en: 'show this help', es: 'mostrar esta ayuda', pt: 'mostrar esta ajuda' },
  help_version: { en: 'show the version', es: 'mostrar la versión', pt: 'mostrar a versão' },
  usage_no_command: {
    en: 'name a command; recado --help lists them',
    es: 'indique un comando; recado --help los enumera',
    pt: 'informe um comando; recado --help os lista',
  },
  usage_unknown_option: {
    en: 'there is no option {name}.',
    es: 'la opción {name} no existe.',
    pt: 'a opção {name} não existe.',
  },
  usage_unknown_command: {
    en: 'there is no command {name}.',
    es: 'el comando {name} no existe.',
    pt: 'o comando {name} não existe.',
  },
  usage_missing_argument: {
    en: 'the argument {name} is missing.',
    es: 'falta el argumento {name}.',
    pt: 'falta o argumento {name}.',
  },
  usage_missing_option: {
    en: 'the option {name} is required.',
    es: 'la opción {name} es obligatoria.',
    pt: 'a opção {name} é obrigatória.',
  },
  usage_missing_value: {
    en: 'the option {name} needs a value.',
    es: 'la opción {name} necesita un valor.',
    pt: 'a opção {name} precisa de um valor.',
  },
  usage_too_many: {
    en: 'there are more arguments than this command takes.',
    es: 'hay más argumentos de los que este comando acepta.',
    pt: 'há mais argumentos do que este comando aceita.',
  },
  usage_hint: { en: 'Did you mean {name}?', es: '¿Quiso decir {name}?', pt: 'Quis dizer {name}?' },
  profiles_open: {
    en: 'other people can read {path}: run chmod 600 on it',
    es: 'otras personas pueden leer {path}: ejecute chmod 600 sobre el archivo',
    pt: 'outras pessoas podem ler {path}: execute chmod 600 no arquivo',
  },
  profiles_broken: {
    en: '{path} is not a file of profiles: correct or remove it',
    es: '{path} no es un archivo de perfiles: corríjalo o bórrelo',
    pt: '{path} não é um arquivo de perfis: corrija-o ou exclua-o',
  },
  profile_unknown: {
    en: 'there is no profile {name} in {path}',
    es: 'no hay un perfil {name} en {path}',
    pt: 'não há um perfil {name} em {path}',
  },
  profile_default: { en: 'default', es: 'predeterminado', pt: 'padrão' },
  url_wrong: {
    en: '{value} is no address such as http://127.0.0.1:3000',
    es: '{value} no es una dirección como http://127.0.0.1:3000',
    pt: '{value} não é um endereço como http://127.0.0.1:3000',
  },
  file_unreadable: {
    en: '{path} cannot be read ({reason})',
    es: 'no se puede leer {path} ({reason})',
    pt: 'não é possível ler {path} ({reason})',
  },
  file_empty: { en: '{path} is empty', es: '{path} está vacío', pt: '{path} está vazio' },
  file_no_json: {
    en: '{path} is not JSON: {reason}',
    es: '{path} no es JSON: {reason}',
    pt: '{path} não é JSON: {reason}',
  },
  not_written: {
    en: '{path} cannot be written ({reason})',
    es: 'no se puede escribir {path} ({reason})',
    pt: 'não é possível gravar {path} ({reason})',
  },
  key_missing: {
    en: 'no key for {url}: set RECADO_KEY to an API key or the management token, or name --key-file or --profile',
    es:
      'no hay clave para {url}: defina RECADO_KEY con una clave de API o el token de administración, o indique ' +
      '--key-file o --profile',
    pt:
      'não há chave para {url}: defina RECADO_KEY com uma chave de API ou o token de administração, ou informe ' +
      '--key-file ou --profile',
  },
  client_missing: {
    en:
      'no client for {url}: set RECADO_CLIENT to id:secret or RECADO_KEY to an API key, or name ' +
      '--key-file or --profile',
    es:
      'no hay cliente para {url}: defina RECADO_CLIENT como id:secreto o RECADO_KEY con una clave de API, o ' +
      'indique --key-file o --profile',
    pt:
      'não há cliente para {url}: defina RECADO_CLIENT como id:segredo ou RECADO_KEY com uma chave de API, ou ' +
      'informe --key-file ou --profile',
  },
  bot_missing: {
    en: 'name the bot with --bot, RECADO_BOT or the profile',
    es: 'indique el bot con --bot, RECADO_BOT o el perfil',
    pt: 'informe o bot com --bot, RECADO_BOT ou o perfil',
  },
  unreachable: {
    en: 'nothing answers at {url} ({reason}); is the gateway running there?',
    es: 'nadie responde en {url} ({reason}); ¿está el gateway en marcha ahí?',
    pt: 'ninguém responde em {url} ({reason}); o gateway está em execução ali?',
  },
  not_recado: {
    en: 'what answers at {url} is not Recado',
    es: 'lo que responde en {url} no es Recado',
    pt: 'o que responde em {url} não é o Recado',
  },
  credentials_refused: {
    en: 'the credentials are not accepted.',
    es: 'las credenciales no se aceptan.',
    pt: 'as credenciais não são aceitas.',
  },
  refused: {
    en: 'the gateway refused it ({status}): {reason}',
    es: 'el gateway lo rechazó ({status}): {reason}',
    pt: 'o gateway recusou ({status}): {reason}',
  },
  send_one_of: {
    en: 'give a text, --template or --body, one of them',
    es: 'indique un texto, --template o --body, uno solo',
    pt: 'informe um texto, --template ou --body, apenas um',
  },
  overlap_wrong: {
    en: '--overlap must be a number of hours from 0 to {maxHours}',
    es: '--overlap debe ser un número de horas de 0 a {maxHours}',
    pt: '--overlap deve ser um número de horas de 0 a {maxHours}',
  },
  number_wrong: {
    en: '{option} must be a whole number from 1 on',
    es: '{option} debe ser un número entero a partir de 1',
    pt: '{option} deve ser um número inteiro a partir de 1',
  },
  instant_wrong: {
    en: '{option} must be an instant such as 2026-05-01T08:00:00Z, not {value}',
    es: '{option} debe ser un instante como 2026-05-01T08:00:00Z, no {value}',
    pt: '{option} deve ser um instante como 2026-05-01T08:00:00Z, não {value}',
  },
  unprocessed_one_of: {
    en: 'name an item or --all, one of them',
    es: 'indique un elemento o --all, uno solo',
    pt: 'informe um item ou --all, apenas um',
  },
} satisfies Record<string, Texts>
