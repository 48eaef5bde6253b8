/**
 * The groups of operations in the OpenAPI document, in their order; and for its page their names and descriptions in
 * Spanish and Portuguese.
 */
type Group = readonly [name: string, description: string]

/** A table: one row for each group. */
export const tags = [
  {
    en: ['Messages', 'Messages inside the 24-hour window'],
    es: ['Mensajes', 'Mensajes dentro de la ventana de 24 horas'],
    pt: ['Mensagens', 'Mensagens dentro da janela de 24 horas'],
  },
  {
    en: ['Templates', 'Templates: create, edit, and send at any time once approved'],
    es: ['Plantillas', 'Crear, editar y, una vez aprobadas, enviar en cualquier momento'],
    pt: ['Modelos', 'Criar, editar e, depois de aprovados, enviar a qualquer momento'],
  },
  {
    en: ['Media', 'Files that people sent'],
    es: ['Archivos', 'Los que enviaron las personas'],
    pt: ['Arquivos', 'Os que as pessoas enviaram'],
  },
  {
    en: ['Unprocessed', 'Webhook items from Meta that could not be processed, to read and replay'],
    es: ['Sin procesar', 'Elementos de los webhooks de Meta que no se pudieron procesar, para leer y repetir'],
    pt: ['Não processados', 'Itens dos webhooks da Meta que não puderam ser processados, para ler e repetir'],
  },
  {
    en: ['Notifications', 'States of template messages, with statistics and a download'],
    es: ['Notificaciones', 'Estados de los mensajes de plantilla, con estadísticas y descarga'],
    pt: ['Notificações', 'Estados das mensagens de modelo, com estatísticas e download'],
  },
  {
    en: ['History', 'Messages in both directions'],
    es: ['Historial', 'Mensajes en ambas direcciones'],
    pt: ['Histórico', 'Mensagens nas duas direções'],
  },
  {
    en: ['Costs', 'What messages cost, by rate cards that the operator brings'],
    es: ['Costos', 'Lo que cuestan los mensajes, según las tarifas que carga el operador'],
    pt: ['Custos', 'O que as mensagens custam, pelas tarifas que o operador carrega'],
  },
  {
    en: ['Campaigns', 'Campaigns: files, schedule, progress, report'],
    es: ['Campañas', 'Archivos, horario, avance, informe'],
    pt: ['Campanhas', 'Arquivos, horário, andamento, relatório'],
  },
  {
    en: ['Users', 'People: state, memory, skill, conversation'],
    es: ['Personas', 'Estado, memoria, skill, conversación'],
    pt: ['Pessoas', 'Estado, memória, skill, conversa'],
  },
  {
    en: ['Inbox', 'A team that answers: who has a conversation, labels, notes, quick answers'],
    es: ['Bandeja', 'Un equipo que responde: quién tiene una conversación, etiquetas, notas, respuestas rápidas'],
    pt: [
      'Caixa de entrada',
      'Uma equipe que responde: quem está com uma conversa, etiquetas, notas, respostas rápidas',
    ],
  },
  {
    en: ['Webhooks', "Registration of a bot's webhooks"],
    es: ['Webhooks', 'Registro de los webhooks de un bot'],
    pt: ['Webhooks', 'Registro dos webhooks de um bot'],
  },
  {
    en: ['Event webhooks', 'What endpoints receive: signed, in order, repeated until it is taken'],
    es: ['Webhooks de eventos', 'Lo que reciben los endpoints: firmado, en orden, repetido hasta que se acepta'],
    pt: ['Webhooks de eventos', 'O que os endpoints recebem: assinado, em ordem, repetido até ser aceito'],
  },
  {
    en: ['Bots', 'Management: phone numbers with their credentials'],
    es: ['Bots', 'Gestión: números de teléfono con sus credenciales'],
    pt: ['Bots', 'Gestão: números de telefone com suas credenciais'],
  },
  {
    en: ['Clients', 'Management: API clients'],
    es: ['Clientes', 'Gestión: clientes de la API'],
    pt: ['Clientes', 'Gestão: clientes da API'],
  },
  {
    en: ['Consent', 'Who gets no marketing messages'],
    es: ['Consentimiento', 'Quién no recibe mensajes de marketing'],
    pt: ['Consentimento', 'Quem não recebe mensagens de marketing'],
  },
  {
    en: ['Views', 'Filters of list pages under a name'],
    es: ['Vistas', 'Filtros de páginas de listas con un nombre'],
    pt: ['Visualizações', 'Filtros de páginas de listas com um nome'],
  },
  {
    en: ['Access', 'Management: users, sessions, API keys and the audit trail'],
    es: ['Acceso', 'Gestión: usuarios, sesiones, claves de API y registro de auditoría'],
    pt: ['Acesso', 'Gestão: usuários, sessões, chaves de API e trilha de auditoria'],
  },
  {
    en: ['Skills', 'Management: handlers of buttons and messages'],
    es: ['Skills', 'Gestión: lo que atiende botones y mensajes'],
    pt: ['Skills', 'Gestão: o que atende botões e mensagens'],
  },
  {
    en: ['Template definitions', 'Management: template definitions that sends are checked against'],
    es: ['Definiciones de plantillas', 'Gestión: definiciones con las que se comprueban los envíos'],
    pt: ['Definições de modelos', 'Gestão: definições com que os envios são verificados'],
  },
  {
    en: ['Endpoints', 'Management: webhook targets, replay, test'],
    es: ['Endpoints', 'Gestión: destinos de webhooks, repetición, prueba'],
    pt: ['Endpoints', 'Gestão: destinos de webhooks, repetição, teste'],
  },
  {
    en: ['Events', 'Management: what happened, with what endpoints receive of it'],
    es: ['Eventos', 'Gestión: lo que ocurrió, con lo que reciben de ello los endpoints'],
    pt: ['Eventos', 'Gestão: o que aconteceu, com o que os endpoints recebem disso'],
  },
  {
    en: ['Deliveries', 'Management: events on their way to endpoints, with their attempts; resend'],
    es: ['Entregas', 'Gestión: eventos en camino a los endpoints, con sus intentos; reenvío'],
    pt: ['Entregas', 'Gestão: eventos a caminho dos endpoints, com suas tentativas; reenvio'],
  },
  {
    en: ['Diagnostics', 'Management: checks of a bot and of the installation'],
    es: ['Diagnóstico', 'Gestión: comprobaciones de un bot y de la instalación'],
    pt: ['Diagnóstico', 'Gestão: verificações de um bot e da instalação'],
  },
  {
    en: ['Meta', 'Webhook called by Meta'],
    es: ['Meta', 'El webhook al que llama Meta'],
    pt: ['Meta', 'O webhook que a Meta chama'],
  },
  {
    en: ['Operations', 'Health and metrics'],
    es: ['Operación', 'Salud y métricas'],
    pt: ['Operação', 'Saúde e métricas'],
  },
] as const satisfies Record<'en' | 'es' | 'pt', Group>[]
