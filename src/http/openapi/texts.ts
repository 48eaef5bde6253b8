/**
 * What the OpenAPI document and its page say of each operation: the description in English, beside the summary of its
 * route, and the summary in Spanish and Portuguese.
 */
import type { OperationId } from '../../model/access/operations.ts'
import type { Texts } from '../../model/errors/texts.ts'

type OperationTexts = { about: string } & Omit<Texts, 'en'>

/** A table: one row for each operation. */
const rows: Record<OperationId, [about: string, es: string, pt: string]> = {
  // ── messages ──
  sendMessage: [
    "Inside the 24-hour window after the person's last message; `type` selects the kind.",
    'Enviar un mensaje',
    'Enviar uma mensagem',
  ],
  sendWhatsappMessage: [
    'The same as sendMessage, with `botId` in the body.',
    'Enviar un mensaje, con el bot en el cuerpo',
    'Enviar uma mensagem, com o bot no corpo',
  ],
  sendFlow: ['A flow to the user in the path.', 'Enviar un flow', 'Enviar um flow'],
  getMessage: [
    'States, attempts and events of a message that was sent or received.',
    'La cronología de un mensaje',
    'A cronologia de uma mensagem',
  ],
  cancelMessage: [
    'Only while it is queued; otherwise 409.',
    'Cancelar un mensaje en cola',
    'Cancelar uma mensagem na fila',
  ],
  markMessageRead: [
    "A person's message, by our id or its wamid; Meta marks what came before it too.",
    'Marcar un mensaje como leído',
    'Marcar uma mensagem como lida',
  ],
  listMessages: ['Messages in both directions, newest first.', 'Historial de mensajes', 'Histórico de mensagens'],
  sendRoomMessages: [
    'Up to ten messages to the person of a room, all or none.',
    'Enviar mensajes a una sala',
    'Enviar mensagens a uma sala',
  ],

  // ── templates ──
  sendTemplate: [
    'An approved template to up to 10,000 destinations, at any time.',
    'Enviar una plantilla',
    'Enviar um modelo',
  ],
  sendTemplateById: [
    "An approved template to one person, by Meta's id or by name, within a campaign.",
    'Enviar una plantilla dentro de una campaña',
    'Enviar um modelo dentro de uma campanha',
  ],
  listTemplates: ['In both shapes of the compatible API.', 'Listar plantillas', 'Listar modelos'],
  createTemplate: [
    'For approval by Meta, or as a draft with `sendToAprove=false`.',
    'Crear una plantilla',
    'Criar um modelo',
  ],
  syncTemplates: [
    'Asks Meta for its templates and stores them.',
    'Sincronizar las plantillas con Meta',
    'Sincronizar os modelos com a Meta',
  ],
  getTemplate: ['In all its languages, or in one.', 'Leer una plantilla', 'Ler um modelo'],
  replaceTemplate: [
    'Writes all of it; fields that are absent are removed.',
    'Reemplazar una plantilla',
    'Substituir um modelo',
  ],
  updateTemplate: ['Only the given fields.', 'Cambiar una plantilla', 'Alterar um modelo'],
  deleteTemplate: ['In one language, or in all with `language=all`.', 'Eliminar una plantilla', 'Excluir um modelo'],
  previewTemplate: [
    'The template with its values as the person will read it. Nothing is sent.',
    'Previsualizar una plantilla',
    'Pré-visualizar um modelo',
  ],

  // ── notifications and campaigns ──
  listExternalNotifications: [
    'Template messages with their states and statistics; `download=true` returns them as CSV.',
    'Listar notificaciones',
    'Listar notificações',
  ],
  listNotifications: [
    'The same as listExternalNotifications, on the older path.',
    'Listar notificaciones',
    'Listar notificações',
  ],
  getNotification: ['A template message with its state.', 'Una notificación', 'Uma notificação'],
  listCampaigns: ['Campaigns of a bot, newest first.', 'Listar campañas', 'Listar campanhas'],
  getCampaign: [
    'Each row is counted once, by its latest message.',
    'Leer una campaña con sus cifras',
    'Ler uma campanha com os seus números',
  ],
  listCampaignPeople: [
    'In the order of the file; of messages, as they were made.',
    'Listar las personas de una campaña',
    'Listar as pessoas de uma campanha',
  ],
  getCampaignReport: [
    'Every row and what became of it.',
    'Descargar el informe de todas las filas en CSV o XLSX',
    'Baixar o relatório de todas as linhas em CSV ou XLSX',
  ],
  retryCampaign: [
    'Failed rows get a new message.',
    'Reintentar las filas que fallaron',
    'Repetir as linhas que falharam',
  ],
  pauseCampaign: ['No further row is sent until it is resumed.', 'Pausar una campaña', 'Pausar uma campanha'],
  resumeCampaign: ['The remaining rows are sent.', 'Reanudar una campaña pausada', 'Retomar uma campanha pausada'],
  cancelCampaign: [
    'No further row is sent, and queued messages are canceled.',
    'Cancelar una campaña',
    'Cancelar uma campanha',
  ],
  createCampaign: [
    'As JSON with the address of the CSV file, or as a form with the file.',
    'Enviar una plantilla a cada fila de un archivo',
    'Enviar um modelo a cada linha de um arquivo',
  ],
  previewCampaign: [
    'What a file would send, its problems and its cost. Nothing is sent.',
    'Previsualizar una campaña',
    'Pré-visualizar uma campanha',
  ],

  // ── the people on the phones ──
  getUserState: ['Who answers the person: `auto` or `manual`.', 'El estado de un usuario', 'O estado de um usuário'],
  setUserState: [
    'For a time, or until it is changed.',
    'Cambiar el estado de un usuario',
    'Alterar o estado de um usuário',
  ],
  listUsers: ['Whoever wrote last comes first.', 'Listar usuarios', 'Listar usuários'],
  getUser: ['Window, state, skill, memory and the last messages.', 'Leer un usuario', 'Ler um usuário'],
  eraseUser: [
    'Nothing of the person is left except a keyed hash of the ids at Meta, so that repeated webhooks do not restore ' +
      'it. Queued messages are canceled. Counts of campaigns stay. It cannot be undone.',
    'Borrar los datos de una persona',
    'Apagar os dados de uma pessoa',
  ],
  exportUser: [
    'Everything that the bot stores about the person, as one JSON document.',
    'Exportar los datos de una persona',
    'Exportar os dados de uma pessoa',
  ],
  getMedia: [
    'With credentials, for as long as the file is kept; a part of it by `Range`.',
    'Un archivo que envió una persona, con credenciales',
    'Um arquivo que uma pessoa enviou, com credenciais',
  ],
  getSignedMedia: [
    'At the address that webhooks carry; a part of it by `Range`.',
    'Un archivo que envió una persona',
    'Um arquivo que uma pessoa enviou',
  ],
  revokeMedia: [
    'The address from the webhooks returns 410 from then on. With credentials the file is still available.',
    'Revocar la dirección de un archivo',
    'Revogar o endereço de um arquivo',
  ],
  getUserCache: [
    "The person's memory, with the bot in the query.",
    'La memoria de un usuario',
    'A memória de um usuário',
  ],
  addUserCache: [
    'Keys are added or replaced; null removes one. With the bot in the body.',
    'Agregar a la memoria de un usuario',
    'Adicionar à memória de um usuário',
  ],
  getUserMemory: [
    'What the bot remembers of the person.',
    'Leer la memoria de un usuario, con el bot en la ruta',
    'Ler a memória de um usuário, com o bot no caminho',
  ],
  addUserMemory: [
    'Keys are added or replaced; null removes one.',
    'Agregar a la memoria de un usuario, con el bot en la ruta',
    'Adicionar à memória de um usuário, com o bot no caminho',
  ],
  setMemory: [
    'Keys of the memory, each with its value, life and kind of content.',
    'Memoria v2: escribir claves de un usuario',
    'Memória v2: gravar chaves de um usuário',
  ],
  findMemoryKey: ['With its end.', 'Memoria v2: leer una clave', 'Memória v2: ler uma chave'],
  getMemory: ['All keys with their ends.', 'Memoria v2: leer todas las claves', 'Memória v2: ler todas as chaves'],
  refreshMediaAddress: [
    'For 15 to 60 minutes, of a file that is still stored.',
    'Renovar la dirección de un archivo',
    'Renovar o endereço de um arquivo',
  ],
  registerSupportPanel: [
    'Conversations in `manual` go there; `projectId` is the bot.',
    'Registrar el panel de atención',
    'Registrar o painel de atendimento',
  ],
  registerLegacySupportPanel: [
    'Under the older path.',
    'Forma antigua: registrar el panel de atención',
    'Forma antiga: registrar o painel de atendimento',
  ],
  receiveSupportMessage: [
    'An agent answers or ends a conversation. `X-Jelou-Signature`: `sha256=` and the hex HMAC of the bytes.',
    'Recibir del panel de atención',
    'Receber do painel de atendimento',
  ],
  getSupportPanel: ['An endpoint of the bot.', 'Leer el panel de atención', 'Ler o painel de atendimento'],
  putSupportPanel: [
    'The secret is shown when it is made.',
    'Crear o cambiar el panel de atención',
    'Criar ou alterar o painel de atendimento',
  ],
  deleteSupportPanel: ['Its waiting events go too.', 'Quitar el panel de atención', 'Remover o painel de atendimento'],
  renewSupportPanelSecret: [
    'The former one is valid for a day for what the panel sends.',
    'Rotar el secreto del panel de atención',
    'Trocar o segredo do painel de atendimento',
  ],
  getStoredParams: [
    'The same memory in an older form.',
    'Forma antigua: leer la memoria de un usuario',
    'Forma antiga: ler a memória de um usuário',
  ],
  addStoredParams: [
    'Keys stand in the body directly; the answer is all of the memory.',
    'Forma antigua: agregar a la memoria de un usuario',
    'Forma antiga: adicionar à memória de um usuário',
  ],
  startSkill: [
    'The skill answers the person from now on and sends its messages at once.',
    'Iniciar una skill',
    'Iniciar uma skill',
  ],
  startFlow: [
    'The same as startSkill, by its older name.',
    'Forma antigua: iniciar una skill',
    'Forma antiga: iniciar uma skill',
  ],
  closeConversation: [
    'No skill is active any more, and the person is in `auto`.',
    'Cerrar una conversación',
    'Encerrar uma conversa',
  ],

  listConversations: [
    "Newest first, by the person's last message.",
    'Listar las conversaciones de un equipo',
    'Listar as conversas de uma equipe',
  ],
  listAssignees: [
    'To whom its conversations may be assigned.',
    'Listar quién puede responder',
    'Listar quem pode responder',
  ],
  getConversation: ['Who has it, labels, whether it was read.', 'Leer una conversación', 'Ler uma conversa'],
  updateConversation: [
    'Only the given fields.',
    'Asignar o etiquetar una conversación',
    'Atribuir ou etiquetar uma conversa',
  ],
  readConversation: ['Up to now.', 'Marcar una conversación como leída', 'Marcar uma conversa como lida'],
  controlThread: [
    'At Meta, where several answer.',
    'Tomar, pasar o devolver una conversación',
    'Assumir, passar ou devolver uma conversa',
  ],
  listNotes: ['Newest first.', 'Listar notas', 'Listar notas'],
  createNote: ['The person never sees it.', 'Agregar una nota', 'Adicionar uma nota'],
  deleteNote: ['For good.', 'Eliminar una nota', 'Excluir uma nota'],
  uploadFile: ['To be sent by its address.', 'Subir un archivo para enviarlo', 'Enviar um arquivo a ser mandado'],
  listQuickAnswers: ['By name.', 'Listar respuestas rápidas', 'Listar respostas rápidas'],
  getQuickAnswer: ['With its variables.', 'Leer una respuesta rápida', 'Ler uma resposta rápida'],
  putQuickAnswer: [
    'A text to be filled and sent by hand.',
    'Crear o reemplazar una respuesta rápida',
    'Criar ou substituir uma resposta rápida',
  ],
  deleteQuickAnswer: ['For good.', 'Eliminar una respuesta rápida', 'Excluir uma resposta rápida'],

  getCosts: [
    'Counts of delivered messages, times the rates of their days; what has none is counted as such.',
    'Leer los costos',
    'Ler os custos',
  ],
  listRateCards: ['By currency, the newest first.', 'Listar tarifas', 'Listar tarifas'],
  putRateCards: ['A card replaces that of its day and currency.', 'Guardar tarifas', 'Guardar tarifas'],
  deleteRateCard: ['Costs are read without it from then on.', 'Eliminar una tarifa', 'Excluir uma tarifa'],

  // ── views ──
  listSuppressions: [
    'In force, newest first; those of all bots only with a role for all.',
    'Listar bajas de marketing',
    'Listar descadastros de marketing',
  ],
  createSuppression: ['Of a bot, or of all.', 'Dar de baja de marketing', 'Descadastrar do marketing'],
  deleteSuppression: ['By its id.', 'Quitar una baja', 'Remover um descadastro'],
  importSuppressions: [
    'Columns: person, note. At most 20,000 rows; good ones are added, whatever is wrong with others.',
    'Importar bajas de un CSV',
    'Importar descadastros de um CSV',
  ],
  exportSuppressions: ['As the import reads it.', 'Descargar las bajas', 'Baixar os descadastros'],
  listViews: ['Own and shared ones, by name.', 'Listar vistas', 'Listar visualizações'],
  createView: ['Private unless `shared`.', 'Guardar una vista', 'Salvar uma visualização'],
  getView: ['Its filters.', 'Leer una vista', 'Ler uma visualização'],
  updateView: ['Only the given fields.', 'Cambiar una vista', 'Alterar uma visualização'],
  deleteView: ['For good.', 'Eliminar una vista', 'Excluir uma visualização'],

  // ── webhooks ──
  setBotWebhook: [
    'The address that receives what people write.',
    'Registrar el webhook del bot',
    'Registrar o webhook do bot',
  ],
  getBotWebhook: ['The address, or null.', 'Leer el webhook del bot', 'Ler o webhook do bot'],
  deleteBotWebhook: ['Events that wait for it are dropped.', 'Quitar el webhook del bot', 'Remover o webhook do bot'],
  getEventWebhooks: [
    'The registered addresses, by event.',
    'Leer las suscripciones a eventos',
    'Ler as assinaturas de eventos',
  ],
  setEventWebhooks: [
    'An event belongs to the address that was posted last.',
    'Suscribirse a eventos',
    'Assinar eventos',
  ],
  getSignedEvent: [
    'At the address that its webhook carries as `whole.url`.',
    'El evento completo cuando es demasiado grande para enviarse',
    'O evento completo quando é grande demais para ser enviado',
  ],
  listEndpoints: ['Those that clients registered too.', 'Listar endpoints', 'Listar endpoints'],
  createEndpoint: ['An address, its events and its credential.', 'Crear un endpoint', 'Criar um endpoint'],
  deleteEndpoint: [
    'With the events that wait for it.',
    'Eliminar un endpoint y sus eventos en espera',
    'Excluir um endpoint e os seus eventos em espera',
  ],
  getEndpoint: ['`tasks` are its replays and resumptions in progress.', 'Leer un endpoint', 'Ler um endpoint'],
  updateEndpoint: [
    'Writes the fields that are given. A new address drops the credential of the old one.',
    'Cambiar un endpoint',
    'Alterar um endpoint',
  ],
  replayEndpoint: [
    'Sends the events of a range again, or only those that it has not received.',
    'Reenviar un rango de eventos',
    'Reenviar um intervalo de eventos',
  ],
  testEndpoint: [
    'An event `endpoint_test`, neither stored nor repeated; also to a disabled endpoint.',
    'Enviar ahora un evento de prueba firmado',
    'Enviar agora um evento de teste assinado',
  ],
  findMessages: ['Of every bot, newest first.', 'Buscar mensajes', 'Buscar mensagens'],
  getFigures: [
    'Steps of messages by the hour or day in which they happened; `asOf`: up to when.',
    'Leer cifras en el tiempo',
    'Ler números ao longo do tempo',
  ],
  listEvents: ['Newest first, without their contents.', 'Listar eventos', 'Listar eventos'],
  streamEvents: [
    'Server-sent events. With the last `id` again nothing is missed; `reset`: that is too old, read anew.',
    'Seguir los eventos mientras ocurren',
    'Acompanhar os eventos enquanto acontecem',
  ],
  getEvent: [
    'What endpoints receive of it, and what became of each delivery.',
    'Leer un evento con su cuerpo y sus entregas',
    'Ler um evento com o seu corpo e as suas entregas',
  ],
  listDeliveries: ['Newest first, each with its last attempt.', 'Listar entregas', 'Listar entregas'],
  getDelivery: [
    'With what the receiver answered.',
    'Leer una entrega con sus intentos',
    'Ler uma entrega com as suas tentativas',
  ],
  resendDelivery: [
    'As a new delivery behind what waits; one that waits is tried at once instead.',
    'Reenviar el evento de una entrega',
    'Reenviar o evento de uma entrega',
  ],
  resendDeliveries: [
    'Ids unchanged, in the order of the events. An event that waits for the endpoint is left out.',
    'Reenviar los eventos de las entregas de un filtro',
    'Reenviar os eventos das entregas de um filtro',
  ],
  pauseEndpoint: ['Its events wait until it is resumed.', 'Pausar un endpoint', 'Pausar um endpoint'],
  resumeEndpoint: ['Events that wait for it are delivered.', 'Volver a activar un endpoint', 'Reativar um endpoint'],

  // ── bots ──
  createBot: ["The answer shows the signing secret of the bot's webhooks.", 'Crear un bot', 'Criar um bot'],
  listBots: ['Those that the caller may see.', 'Listar bots', 'Listar bots'],
  listDeletedBots: [
    'How far each deletion has come, and which number may use the id again.',
    'Listar los bots eliminados y el avance de su eliminación',
    'Listar os bots excluídos e o andamento da exclusão',
  ],
  getBot: ['Credentials are shown only as present or not.', 'Leer un bot', 'Ler um bot'],
  updateBot: ['Only the given fields.', 'Cambiar un bot', 'Alterar um bot'],
  deleteBot: ['Queued work ends, and its events are delivered.', 'Eliminar un bot', 'Excluir um bot'],
  renewWebhookSecret: [
    'The former secret also signs for a while: a day, or `overlapSeconds`.',
    'Renovar el secreto de los webhooks',
    'Renovar o segredo dos webhooks',
  ],
  listTemplateDefinitions: ["In Meta's own JSON.", 'Listar plantillas', 'Listar modelos'],
  putTemplateDefinition: [
    "In Meta's own JSON: sends are checked against it. Meta is not asked.",
    'Guardar una plantilla',
    'Gravar um modelo',
  ],
  deleteTemplateDefinition: ['Here only, not at Meta.', 'Eliminar una plantilla', 'Excluir um modelo'],
  listSkills: ['Handlers of buttons and messages.', 'Listar skills', 'Listar skills'],
  getSkill: ['A handler of buttons and messages.', 'Leer una skill', 'Ler uma skill'],
  listSkillRuns: [
    'Newest first, with what its webhook was asked and answered.',
    'Listar las ejecuciones de una skill',
    'Listar as execuções de uma skill',
  ],
  putSkill: [
    'With messages that it sends, or a webhook that answers.',
    'Crear o reemplazar una skill',
    'Criar ou substituir uma skill',
  ],
  deleteSkill: ['What waits for it goes to the bot webhook.', 'Eliminar una skill', 'Excluir uma skill'],

  // ── the installation ──
  listUnprocessed: [
    'Items of webhooks that belong to no bot or cannot be read, newest first.',
    'Listar lo que llegó de Meta y no se pudo procesar',
    'Listar o que chegou da Meta e não pôde ser processado',
  ],
  getUnprocessed: [
    "With its part of Meta's webhook.",
    'Leer un elemento con su contenido',
    'Ler um item com o seu conteúdo',
  ],
  replayUnprocessed: [
    'It is ingested if it now belongs to a bot.',
    'Volver a procesar un elemento',
    'Processar um item novamente',
  ],
  replayManyUnprocessed: [
    'Continue with `next` of the answer as `after`, until it is null.',
    'Volver a procesar, por lotes, los elementos de un filtro',
    'Processar novamente, em lotes, os itens de um filtro',
  ],
  createClient: ['The answer shows its secret, once.', 'Crear un cliente', 'Criar um cliente'],
  listClients: ['Credentials of the compatible API and their bots.', 'Listar clientes', 'Listar clientes'],
  getClient: ['A credential of the compatible API and its bots.', 'Leer un cliente', 'Ler um cliente'],
  updateClient: ['Only the given fields.', 'Cambiar un cliente', 'Alterar um cliente'],
  deleteClient: ['Its secrets end at once.', 'Eliminar un cliente', 'Excluir um cliente'],
  renewClientSecret: [
    'Old secrets end after `overlapSeconds`, a day by default.',
    'Renovar el secreto de un cliente',
    'Renovar o segredo de um cliente',
  ],
  createApiKey: ['With roles, bots and an expiry. Shown once.', 'Crear una clave de API', 'Criar uma chave de API'],
  listApiKeys: ['With their roles, expiry and last use.', 'Listar claves de API', 'Listar chaves de API'],
  getApiKey: ['With its roles, expiry and last use.', 'Leer una clave de API', 'Ler uma chave de API'],
  deleteApiKey: ['It ends at once.', 'Revocar una clave de API', 'Revogar uma chave de API'],
  createMember: [
    'The answer has the link by which they set a password.',
    'Invitar a un usuario de la administración',
    'Convidar um usuário da administração',
  ],
  listMembers: [
    'People who sign in to the management API.',
    'Listar los usuarios de la administración',
    'Listar os usuários da administração',
  ],
  getMember: [
    'A person who signs in to the management API.',
    'Leer un usuario de la administración',
    'Ler um usuário da administração',
  ],
  updateMember: [
    'Name and roles, or disabled.',
    'Cambiar un usuario de la administración',
    'Alterar um usuário da administração',
  ],
  deleteMember: [
    'Not the last one who may do everything.',
    'Eliminar un usuario de la administración',
    'Excluir um usuário da administração',
  ],
  createMemberLink: [
    'The link works once.',
    'Crear un enlace de un solo uso para definir la contraseña',
    'Criar um link de uso único para definir a senha',
  ],
  deleteMemberTotp: [
    'For a lost authenticator.',
    'Quitar el segundo factor de un usuario',
    'Remover o segundo fator de um usuário',
  ],
  listMemberSessions: [
    'Where the user is signed in.',
    'Listar las sesiones de un usuario',
    'Listar as sessões de um usuário',
  ],
  deleteMemberSessions: [
    'The user is signed out everywhere.',
    'Cerrar todas las sesiones de un usuario',
    'Encerrar todas as sessões de um usuário',
  ],
  deleteMemberSession: ['At once.', 'Cerrar una sesión de un usuario', 'Encerrar uma sessão de um usuário'],
  listRefusals: [
    'What would have changed something, newest first, without texts. Kept for a week.',
    'Listar solicitudes rechazadas',
    'Listar solicitações recusadas',
  ],
  listAuditTrail: [
    'Who did what, newest first; all of it as NDJSON or CSV by `format`.',
    'Leer el registro de auditoría',
    'Ler a trilha de auditoria',
  ],
  getKeyRotation: [
    'Its state, and how many rows are left.',
    'El avance de la rotación de claves',
    'O andamento da rotação de chaves',
  ],
  startKeyRotation: [
    'Runs in the background, also after restarts. Secrets of clients, keys and bots stay the same.',
    'Sellar todos los secretos con claves nuevas',
    'Selar todos os segredos com chaves novas',
  ],
  endKeyRotation: [
    'Earlier addresses of files and events return 404 from now on.',
    'Terminar el plazo de una rotación',
    'Terminar o prazo de uma rotação',
  ],

  // ── oneself ──
  signIn: ['The session is a cookie.', 'Iniciar sesión', 'Entrar'],
  readSignInLink: [
    'Whether it creates the first user or sets a password.',
    'Consultar para qué sirve un enlace de acceso',
    'Consultar para que serve um link de acesso',
  ],
  signInByLink: [
    'Sets a password, once, and signs in.',
    'Iniciar sesión con un enlace de un solo uso',
    'Entrar com um link de uso único',
  ],
  signOut: ['The session ends.', 'Cerrar sesión', 'Sair'],
  getMe: [
    'Of the caller: a user, an API key or the management token.',
    'Mi identidad y mis permisos',
    'A minha identidade e as minhas permissões',
  ],
  changeMyPassword: [
    'The current password is required.',
    'Cambiar mi contraseña y cerrar mis otras sesiones',
    'Alterar a minha senha e encerrar as minhas outras sessões',
  ],
  startMyTotp: ['It takes effect when it is confirmed.', 'Configurar un segundo factor', 'Configurar um segundo fator'],
  confirmMyTotp: [
    'The answer shows the recovery codes, once.',
    'Confirmar el segundo factor con un código',
    'Confirmar o segundo fator com um código',
  ],
  deleteMyTotp: ['The current password is required.', 'Quitar mi segundo factor', 'Remover o meu segundo fator'],
  listMySessions: ['Where I am signed in.', 'Listar mis sesiones', 'Listar as minhas sessões'],
  deleteMySession: ['At once.', 'Cerrar una de mis sesiones', 'Encerrar uma das minhas sessões'],

  // ── Meta and operation ──
  getQuality: [
    'Quality, limit, throughput, name and status, kept from webhooks and by asking Meta every six hours.',
    'Cómo está un número en Meta, y sus cambios',
    'Como está um número na Meta, e suas mudanças',
  ],
  getOverview: [
    'Of the last minute; bots with alarms first, 200 at most; what is idle and well is left out.',
    'Cómo están los bots ahora',
    'Como estão os bots agora',
  ],
  getProfile: ['As Meta has it now.', 'Leer el perfil del negocio', 'Ler o perfil da empresa'],
  replaceProfile: [
    'At Meta, whose answer it waits for. An absent text is emptied, but for `about` and `vertical`.',
    'Reemplazar el perfil del negocio',
    'Substituir o perfil da empresa',
  ],
  getNumberImport: [
    'Contacts and history of its phone app; null: nothing was asked for, and nothing came.',
    'Ver cuánto avanzó la importación de un número',
    'Ver quanto avançou a importação de um número',
  ],
  importNumber: [
    'Meta sends both once, within a day of the connection; nobody is woken. Without `parts`: those not asked for yet.',
    'Importar un número desde su aplicación del teléfono',
    'Importar um número do aplicativo do telefone',
  ],
  getComponents: ['As Meta has it now.', 'Leer lo que ofrece un chat nuevo', 'Ler o que uma conversa nova oferece'],
  replaceComponents: [
    'At Meta, all of both lists.',
    'Reemplazar lo que ofrece un chat nuevo',
    'Substituir o que uma conversa nova oferece',
  ],
  listBlocked: ['As Meta has them, 100 a page.', 'Listar personas bloqueadas', 'Listar pessoas bloqueadas'],
  blockUser: ['Only whoever wrote in the last 24 hours.', 'Bloquear a una persona', 'Bloquear uma pessoa'],
  unblockUser: ['At Meta.', 'Desbloquear a una persona', 'Desbloquear uma pessoa'],
  deleteContact: [
    "By the person's scoped id.",
    'Borrar a una persona de la libreta de Meta',
    'Apagar uma pessoa da agenda da Meta',
  ],
  listQrCodes: ['At most 2,000.', 'Listar códigos QR', 'Listar códigos QR'],
  createQrCode: ['It opens a chat with a message.', 'Crear un código QR', 'Criar um código QR'],
  updateQrCode: ['Its address stays.', 'Cambiar un código QR', 'Alterar um código QR'],
  deleteQrCode: ['Printed ones lead nowhere then.', 'Eliminar un código QR', 'Excluir um código QR'],
  registerNumber: ['At most ten times in 72 hours.', 'Registrar un número', 'Registrar um número'],
  deregisterNumber: [
    'It neither sends nor receives then.',
    'Anular el registro de un número',
    'Cancelar o registro de um número',
  ],
  setPin: ['Of two-step verification.', 'Definir el PIN de un número', 'Definir o PIN de um número'],
  requestCode: ['Meta sends it to the number.', 'Pedir un código de verificación', 'Pedir um código de verificação'],
  verifyCode: [
    'With the code that Meta sent.',
    'Verificar un número con su código',
    'Verificar um número com o código',
  ],
  getSubscription: ['By Meta.', 'Adónde van los webhooks', 'Para onde vão os webhooks'],
  subscribe: [
    "The account's or the number's own address.",
    'Suscribir la aplicación a los webhooks',
    'Inscrever o aplicativo nos webhooks',
  ],
  unsubscribe: [
    'The account sends nothing then.',
    'Anular la suscripción a los webhooks',
    'Cancelar a inscrição nos webhooks',
  ],
  getUsername: ['As Meta has it now.', 'Leer el nombre de usuario', 'Ler o nome de usuário'],
  setUsername: [
    '`reserved` until usernames open in the country.',
    'Reclamar un nombre de usuario',
    'Reivindicar um nome de usuário',
  ],
  deleteUsername: ['Others may claim it then.', 'Renunciar al nombre de usuario', 'Abrir mão do nome de usuário'],
  listUsernames: ['Free ones.', 'Nombres de usuario que sugiere Meta', 'Nomes de usuário que a Meta sugere'],
  replaceProfilePicture: [
    'At Meta: a square JPEG or PNG of at most 5 MB.',
    'Reemplazar la foto del perfil',
    'Substituir a foto do perfil',
  ],
  listTemplateChanges: [
    'What Meta told and syncs found, newest first.',
    'Listar los cambios de una plantilla',
    'Listar as mudanças de um modelo',
  ],
  browseTemplateLibrary: [
    'As Meta has it. Texts are fixed; parameters have types.',
    'Explorar la biblioteca de plantillas de Meta',
    'Explorar a biblioteca de modelos da Meta',
  ],
  getTemplateInsights: [
    '`refused`: Meta is asked no more.',
    'Leer si Meta cuenta las plantillas',
    'Ler se a Meta conta os modelos',
  ],
  enableTemplateInsights: [
    'For the account, for ever.',
    'Hacer que Meta cuente las plantillas',
    'Fazer a Meta contar os modelos',
  ],
  listTemplateDays: [
    'As Meta counts, oldest first.',
    'Listar los días de una plantilla',
    'Listar os dias de um modelo',
  ],
  uploadTemplateSample: [
    'To Meta: JPEG or PNG, MP4, PDF; at most 16 MB.',
    'Subir la muestra del encabezado de una plantilla',
    'Enviar a amostra do cabeçalho de um modelo',
  ],
  checkBot: [
    'Asks Meta with the credentials of the bot. It changes nothing and takes at most ten seconds.',
    'Comprobar un bot: credenciales, número, webhooks, endpoints',
    'Verificar um bot: credenciais, número, webhooks, endpoints',
  ],
  getDiagnostics: [
    'It takes at most ten seconds.',
    'Comprobar la instalación: disco, base, reloj, dirección, ajustes',
    'Verificar a instalação: disco, banco, relógio, endereço, configurações',
  ],
  listSettings: [
    'Of the process that is asked; secrets are only said to be set.',
    'La configuración en vigor y su origen',
    'A configuração em vigor e a sua origem',
  ],
  getLogLevel: ['Of the process that is asked.', 'Cuánto registra el proceso', 'Quanto o processo registra'],
  setLogLevel: [
    'Of the process that is asked. At `debug` there is one line for each request.',
    'Registrar más o menos, sin reiniciar',
    'Registrar mais ou menos, sem reiniciar',
  ],
  verifyMetaWebhook: [
    "Any bot's verify token is accepted; the answer is the challenge.",
    'Verificación del webhook de Meta',
    'Verificação do webhook da Meta',
  ],
  receiveMetaWebhook: [
    'Messages, statuses and changes, signed with the app secret; up to 3 MiB. The answer comes when all of it is ' +
      'stored.',
    'Recibir los webhooks firmados de Meta',
    'Receber os webhooks assinados da Meta',
  ],
  getLiveness: ['The process answers.', 'Si está vivo', 'Se está vivo'],
  getReadiness: [
    '503 when not, with the check that failed.',
    'Si está listo: la base admite escrituras, los envíos avanzan',
    'Se está pronto: o banco aceita gravações, os envios avançam',
  ],
  getMetrics: ['docs/metrics.md describes them.', 'Métricas de Prometheus', 'Métricas do Prometheus'],
}

export function textsOf(id: OperationId): OperationTexts {
  const [about, es, pt] = rows[id]
  return { about, es, pt }
}
