/**
 * The words of the page at `/docs` in three languages: its own, and those of the viewer, which has English ones alone
 * and no setting for others. The viewer's are whole texts of elements, or of their attributes.
 */
import type { Locale } from '../../model/errors/texts.ts'

export const languages = { es: 'Español', en: 'English', pt: 'Português' } as const satisfies Record<Locale, string>

export type Words = Record<'title' | 'language' | 'start' | 'body' | 'value' | 'close' | 'noscript', string>

export const ownWords: Record<Locale, Words> = {
  es: {
    title: 'API de Recado',
    language: 'Idioma',
    start: 'Inicio',
    body: 'Cuerpo de la solicitud',
    value: 'Valor',
    close: 'Cerrar',
    noscript: 'Para ver la API se necesita JavaScript. El documento está en',
  },
  en: {
    title: 'Recado API',
    language: 'Language',
    start: 'Start page',
    body: 'Request body',
    value: 'Value',
    close: 'Close',
    noscript: 'Viewing the API needs JavaScript. The document is at',
  },
  pt: {
    title: 'API do Recado',
    language: 'Idioma',
    start: 'Início',
    body: 'Corpo da solicitação',
    value: 'Valor',
    close: 'Fechar',
    noscript: 'Para ver a API é preciso JavaScript. O documento está em',
  },
}

/** A table: one row for each text of the viewer. */
const rows: readonly (readonly [en: string, es: string, pt: string])[] = [
  ['Additional properties', 'Otras propiedades', 'Outras propriedades'],
  ['All of', 'Todos', 'Todos'],
  ['Any of', 'Alguno de', 'Algum de'],
  ['Apply credentials', 'Usar las credenciales', 'Usar as credenciais'],
  ['Authorize', 'Credenciales', 'Credenciais'],
  ['Authorized', 'Con credenciales', 'Com credenciais'],
  ['Available authorizations', 'Formas de autenticarse', 'Formas de autenticação'],
  ['Basic authorization', 'Autenticación básica', 'Autenticação básica'],
  ['Cancel', 'Cancelar', 'Cancelar'],
  ['Clear', 'Borrar', 'Limpar'],
  ['Close', 'Cerrar', 'Fechar'],
  ['Code', 'Código', 'Código'],
  ['Collapse all', 'Contraer todo', 'Recolher tudo'],
  ['Collapse operation', 'Contraer la operación', 'Recolher a operação'],
  ['Controls', 'Determina la cabecera', 'Determina o cabeçalho'],
  ['Copy to clipboard', 'Copiar', 'Copiar'],
  ['Copied!', '¡Copiado!', 'Copiado!'],
  ['Default', 'Por defecto', 'Padrão'],
  ['Description', 'Descripción', 'Descrição'],
  ['Details', 'Detalles', 'Detalhes'],
  ['Discriminator', 'Discriminador', 'Discriminador'],
  ['Download', 'Descargar', 'Baixar'],
  ['Download file', 'Descargar el archivo', 'Baixar o arquivo'],
  ['Edit Value', 'Editar el valor', 'Editar o valor'],
  ['Enum', 'Valores', 'Valores'],
  ['Error', 'Error', 'Erro'],
  ['Errors', 'Errores', 'Erros'],
  ['Example', 'Ejemplo', 'Exemplo'],
  ['Example Value', 'Ejemplo', 'Exemplo'],
  ['Examples', 'Ejemplos', 'Exemplos'],
  ['Execute', 'Enviar', 'Enviar'],
  ['Expand all', 'Desplegar todo', 'Expandir tudo'],
  ['Expand operation', 'Desplegar la operación', 'Expandir a operação'],
  ['Failed to fetch.', 'No hubo respuesta.', 'Não houve resposta.'],
  ['Failed to load API definition.', 'No se pudo cargar el documento.', 'Não foi possível carregar o documento.'],
  ['Headers:', 'Cabeceras:', 'Cabeçalhos:'],
  ['In:', 'En:', 'Em:'],
  ['Items', 'Elementos', 'Itens'],
  ['Links', 'Enlaces', 'Links'],
  ['Loading', 'Cargando', 'Carregando'],
  ['LOADING', 'CARGANDO', 'CARREGANDO'],
  ['Logout', 'Quitar', 'Remover'],
  ['Media type', 'Tipo de contenido', 'Tipo de conteúdo'],
  ['Name', 'Nombre', 'Nome'],
  ['Name:', 'Nombre:', 'Nome:'],
  ['No links', 'Ninguno', 'Nenhum'],
  ['No parameters', 'Sin parámetros', 'Sem parâmetros'],
  ['One of', 'Uno de', 'Um de'],
  ['Parameters', 'Parámetros', 'Parâmetros'],
  ['Password:', 'Contraseña:', 'Senha:'],
  [
    'Please correct the following validation errors and try again.',
    'Corrija estos errores y vuelva a intentarlo.',
    'Corrija estes erros e tente novamente.',
  ],
  ['Properties', 'Propiedades', 'Propriedades'],
  ['Remove authorization', 'Quitar las credenciales', 'Remover as credenciais'],
  ['Request Body', 'Cuerpo de la solicitud', 'Corpo da solicitação'],
  ['Request URL', 'URL de la solicitud', 'URL da solicitação'],
  ['Request body', 'Cuerpo de la solicitud', 'Corpo da solicitação'],
  ['Request content type', 'Tipo de contenido de la solicitud', 'Tipo de conteúdo da solicitação'],
  ['Request duration', 'Duración', 'Duração'],
  ['Reset', 'Restablecer', 'Restaurar'],
  ['Response body', 'Cuerpo de la respuesta', 'Corpo da resposta'],
  ['Response content type', 'Tipo de contenido de la respuesta', 'Tipo de conteúdo da resposta'],
  ['Response headers', 'Cabeceras de la respuesta', 'Cabeçalhos da resposta'],
  ['Responses', 'Respuestas', 'Respostas'],
  ['Schema', 'Esquema', 'Esquema'],
  ['Send empty value', 'Enviar un valor vacío', 'Enviar um valor vazio'],
  ['Server response', 'Respuesta del servidor', 'Resposta do servidor'],
  ['Try it out', 'Probar', 'Experimentar'],
  ['Type', 'Tipo', 'Tipo'],
  ['Undocumented', 'No descrita', 'Não descrita'],
  ['Username:', 'Usuario:', 'Usuário:'],
  ['Value', 'Valor', 'Valor'],
  ['Value:', 'Valor:', 'Valor:'],
  ['auth-basic-password', 'Contraseña', 'Senha'],
  ['auth-basic-username', 'Usuario', 'Usuário'],
  ['auth-bearer-value', 'Token', 'Token'],
  ['authorization button locked', 'Credenciales: las hay', 'Credenciais: há'],
  ['authorization button unlocked', 'Credenciales: no las hay', 'Credenciais: não há'],
  ['default', 'cualquier otro', 'qualquer outro'],
  ['header.', '.', '.'],
  ['required', 'obligatorio', 'obrigatório'],
]

/**
 * What the viewer says and what stands there instead. No translation is itself a text of the viewer: writing it is a
 * change as well, which the page's script would translate again without end.
 */
export function viewerWords(locale: Locale): Record<string, string> {
  if (locale === 'en') return {}
  const words = rows.map(([en, es, pt]) => [en, locale === 'es' ? es : pt] as const)
  return Object.fromEntries(words.filter(([text, translation]) => text !== translation))
}
