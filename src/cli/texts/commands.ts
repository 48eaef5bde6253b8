/** What each command does, in three languages. */
import type { Texts } from '../../model/errors/texts.ts'

export const commandTexts = {
  about_start: {
    en: 'start the gateway with its sandbox WhatsApp, a demo bot and a request to paste',
    es: 'iniciar el gateway con su WhatsApp de pruebas, un bot de demostración y una petición para pegar',
    pt: 'iniciar o gateway com o seu WhatsApp de testes, um bot de demonstração e uma requisição para colar',
  },
  about_serve: {
    en: 'start the gateway for real numbers; the sandbox is off unless RECADO_SANDBOX=on',
    es: 'iniciar el gateway para números reales; el WhatsApp de pruebas queda apagado salvo RECADO_SANDBOX=on',
    pt: 'iniciar o gateway para números reais; o WhatsApp de testes fica desligado, salvo RECADO_SANDBOX=on',
  },
  about_migrate: {
    en: "bring the store's schema up to date, as every start does",
    es: 'actualizar el esquema de la base de datos, como cada inicio',
    pt: 'atualizar o esquema do banco de dados, como cada início',
  },
  about_copy: {
    en: 'copy an installation into an empty SQLite or PostgreSQL database, while its gateways are stopped',
    es: 'copiar una instalación a una base de datos SQLite o PostgreSQL vacía, con sus gateways detenidos',
    pt: 'copiar uma instalação para um banco de dados SQLite ou PostgreSQL vazio, com os seus gateways parados',
  },
  about_rotate_key: {
    en: 'seal all secrets under new keys while the gateway keeps serving',
    es: 'sellar todos los secretos con claves nuevas mientras el gateway sigue en servicio',
    pt: 'selar todos os segredos com novas chaves enquanto o gateway continua em serviço',
  },
  about_sandbox: {
    en: 'start only the sandbox WhatsApp, for any Cloud API client',
    es: 'iniciar solo el WhatsApp de pruebas, para cualquier cliente de la Cloud API',
    pt: 'iniciar apenas o WhatsApp de testes, para qualquer cliente da Cloud API',
  },
  about_openapi: {
    en: 'print the OpenAPI document',
    es: 'escribir el documento OpenAPI',
    pt: 'imprimir o documento OpenAPI',
  },
  about_init: {
    en: 'write a settings file with fresh secrets, never over an existing one',
    es: 'escribir un archivo de configuración con secretos nuevos, nunca sobre uno existente',
    pt: 'gravar um arquivo de configuração com segredos novos, nunca sobre um existente',
  },
  about_doctor: {
    en: 'check settings, disk, database, address, and each bot at Meta; each problem with its fix',
    es: 'comprobar configuración, disco, base de datos, dirección y cada bot en Meta; cada problema con su solución',
    pt: 'verificar configuração, disco, banco de dados, endereço e cada bot na Meta; cada problema com a sua solução',
  },
  about_send: {
    en: 'send a text, a template or any message to one person',
    es: 'enviar un texto, una plantilla o cualquier mensaje a una persona',
    pt: 'enviar um texto, um modelo ou qualquer mensagem a uma pessoa',
  },
  about_bot: {
    en: 'numbers of WhatsApp and their credentials',
    es: 'números de WhatsApp y sus credenciales',
    pt: 'números do WhatsApp e as suas credenciais',
  },
  about_bot_add: {
    en: 'add a number with its credentials',
    es: 'agregar un número con sus credenciales',
    pt: 'adicionar um número com as suas credenciais',
  },
  about_bot_list: { en: 'list the bots', es: 'enumerar los bots', pt: 'listar os bots' },
  about_bot_check: {
    en: 'check token, number, webhooks and endpoints of a bot at Meta',
    es: 'comprobar en Meta el token, el número, los webhooks y los endpoints de un bot',
    pt: 'verificar na Meta o token, o número, os webhooks e os endpoints de um bot',
  },
  about_bot_remove: {
    en: 'delete a bot with its data',
    es: 'eliminar un bot con sus datos',
    pt: 'excluir um bot com os seus dados',
  },
  about_secret: {
    en: "renew the secret that signs a bot's webhooks",
    es: 'renovar el secreto que firma los webhooks de un bot',
    pt: 'renovar o segredo que assina os webhooks de um bot',
  },
  about_client: {
    en: 'credentials of programs for the messaging API',
    es: 'credenciales de programas para la API de mensajería',
    pt: 'credenciais de programas para a API de mensagens',
  },
  about_client_add: {
    en: 'make a client; its secret is shown once',
    es: 'crear un cliente; su secreto aparece una sola vez',
    pt: 'criar um cliente; o seu segredo aparece uma única vez',
  },
  about_client_list: { en: 'list the clients', es: 'enumerar los clientes', pt: 'listar os clientes' },
  about_client_renew: {
    en: 'give a client a new secret; the old one works for a while',
    es: 'dar a un cliente un secreto nuevo; el anterior sirve un tiempo más',
    pt: 'dar a um cliente um novo segredo; o anterior vale por mais um tempo',
  },
  about_client_remove: { en: 'delete a client', es: 'eliminar un cliente', pt: 'excluir um cliente' },
  about_key: {
    en: 'API keys with roles, for both APIs',
    es: 'claves de API con roles, para ambas API',
    pt: 'chaves de API com papéis, para as duas APIs',
  },
  about_key_add: {
    en: 'make an API key; it is shown once',
    es: 'crear una clave de API; aparece una sola vez',
    pt: 'criar uma chave de API; ela aparece uma única vez',
  },
  about_key_list: { en: 'list the API keys', es: 'enumerar las claves de API', pt: 'listar as chaves de API' },
  about_key_remove: { en: 'delete an API key', es: 'eliminar una clave de API', pt: 'excluir uma chave de API' },
  about_template: {
    en: 'templates as files, and at Meta',
    es: 'plantillas como archivos y en Meta',
    pt: 'modelos como arquivos e na Meta',
  },
  about_template_list: {
    en: 'list the templates of a bot',
    es: 'enumerar las plantillas de un bot',
    pt: 'listar os modelos de um bot',
  },
  about_template_pull: {
    en: 'write the templates of a bot into a folder',
    es: 'escribir las plantillas de un bot en una carpeta',
    pt: 'gravar os modelos de um bot em uma pasta',
  },
  about_template_push: {
    en: 'send new and changed templates of files or folders to Meta',
    es: 'enviar a Meta las plantillas nuevas y modificadas de archivos o carpetas',
    pt: 'enviar à Meta os modelos novos e alterados de arquivos ou pastas',
  },
  about_template_validate: {
    en: "check files against Meta's rules, without a gateway",
    es: 'comprobar archivos con las reglas de Meta, sin gateway',
    pt: 'verificar arquivos com as regras da Meta, sem gateway',
  },
  about_template_preview: {
    en: 'show a template as a person reads it',
    es: 'mostrar una plantilla como llega a una persona',
    pt: 'mostrar um modelo como ele chega a uma pessoa',
  },
  about_campaign: {
    en: 'a template to everybody in a file',
    es: 'una plantilla para todas las personas de un archivo',
    pt: 'um modelo para todas as pessoas de um arquivo',
  },
  about_campaign_send: {
    en: 'send a template to every row of a CSV file, and watch it until it ends',
    es: 'enviar una plantilla a cada fila de un archivo CSV y seguirla hasta el final',
    pt: 'enviar um modelo a cada linha de um arquivo CSV e acompanhá-lo até o fim',
  },
  about_campaign_status: {
    en: 'show the figures of a campaign',
    es: 'mostrar las cifras de una campaña',
    pt: 'mostrar os números de uma campanha',
  },
  about_campaign_report: {
    en: 'save what became of each row',
    es: 'guardar qué pasó con cada fila',
    pt: 'salvar o que aconteceu com cada linha',
  },
  about_campaign_pause: { en: 'pause a campaign', es: 'pausar una campaña', pt: 'pausar uma campanha' },
  about_campaign_resume: { en: 'resume a campaign', es: 'reanudar una campaña', pt: 'retomar uma campanha' },
  about_campaign_cancel: { en: 'cancel a campaign', es: 'cancelar una campaña', pt: 'cancelar uma campanha' },
  about_tail: {
    en: 'show events as they happen',
    es: 'mostrar los eventos a medida que ocurren',
    pt: 'mostrar os eventos conforme acontecem',
  },
  about_replay: {
    en: 'deliver the events of a span to an endpoint again',
    es: 'entregar de nuevo a un endpoint los eventos de un período',
    pt: 'entregar novamente a um endpoint os eventos de um período',
  },
  about_unprocessed: {
    en: 'webhooks of Meta that found no place',
    es: 'webhooks de Meta que no encontraron lugar',
    pt: 'webhooks da Meta que não encontraram lugar',
  },
  about_unprocessed_list: {
    en: 'list them with the reason',
    es: 'enumerarlos con el motivo',
    pt: 'listá-los com o motivo',
  },
  about_unprocessed_replay: {
    en: 'process one of them or all again',
    es: 'procesar de nuevo uno de ellos o todos',
    pt: 'processar novamente um deles ou todos',
  },
  about_backup: {
    en: 'back up the installation while it serves',
    es: 'respaldar la instalación mientras está en servicio',
    pt: 'fazer o backup da instalação enquanto está em serviço',
  },
  about_restore: {
    en: 'restore a backup into an empty data folder',
    es: 'restaurar un respaldo en una carpeta de datos vacía',
    pt: 'restaurar um backup em uma pasta de dados vazia',
  },
  about_profile: {
    en: 'addresses and credentials of gateways by name',
    es: 'direcciones y credenciales de gateways por nombre',
    pt: 'endereços e credenciais de gateways por nome',
  },
  about_profile_save: {
    en: 'save a profile, or replace it',
    es: 'guardar o reemplazar un perfil',
    pt: 'salvar ou substituir um perfil',
  },
  about_profile_list: {
    en: 'list the profiles, without secrets',
    es: 'enumerar los perfiles, sin secretos',
    pt: 'listar os perfis, sem segredos',
  },
  about_profile_remove: { en: 'remove a profile', es: 'eliminar un perfil', pt: 'remover um perfil' },
  about_completion: {
    en: 'print the script that completes commands in a shell',
    es: 'escribir el script que completa comandos en un shell',
    pt: 'imprimir o script que completa comandos em um shell',
  },
  about_mcp: {
    en: 'offer the gateway to an assistant as an MCP server on the standard input and output',
    es: 'ofrecer el gateway a un asistente como servidor MCP por la entrada y salida estándar',
    pt: 'oferecer o gateway a um assistente como servidor MCP pela entrada e saída padrão',
  },
} satisfies Record<string, Texts>
