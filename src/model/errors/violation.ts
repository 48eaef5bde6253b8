/**
 * Errors of a request as data: the field's path, the rule it breaks and the rule's figures. The sentences (English,
 * Spanish, Portuguese) are rendered here, once, for `validationError` of E0422.
 */
import { reasonIn } from './network.ts'
import type { Locale, Texts } from './texts.ts'

/** `path` is the field as the caller wrote it, dots between levels and numbers for items: `buttons.options.3.title`. */
export type Violation = { path: string; rule: Rule; args?: Record<string, string | number> }

export type Checked<T> = { ok: true; value: T } | { ok: false; violations: Violation[] }

/** One entry per rule. `{field}` is the violation's path, other braces its args. */
export const rules = {
  required: {
    en: 'The {field} field is required.',
    es: 'El campo {field} es obligatorio.',
    pt: 'O campo {field} é obrigatório.',
  },
  type: {
    en: 'The {field} field must be of type {expected}.',
    es: 'El campo {field} debe ser de tipo {expected}.',
    pt: 'O campo {field} deve ser do tipo {expected}.',
  },
  one_of: {
    en: 'The {field} field must be one of the following values: {values}',
    es: 'El campo {field} debe ser uno de los siguientes valores: {values}',
    pt: 'O campo {field} deve ser um dos seguintes valores: {values}',
  },
  empty: {
    en: 'The {field} field must not be empty.',
    es: 'El campo {field} no puede estar vacío.',
    pt: 'O campo {field} não pode estar vazio.',
  },
  too_long: {
    en: 'The {field} field has {actual} characters; at most {limit} are allowed.',
    es: 'El campo {field} tiene {actual} caracteres; se permiten como máximo {limit}.',
    pt: 'O campo {field} tem {actual} caracteres; são permitidos no máximo {limit}.',
  },
  password_length: {
    en: 'The {field} field must have {least} to {most} characters.',
    es: 'El campo {field} debe tener de {least} a {most} caracteres.',
    pt: 'O campo {field} deve ter de {least} a {most} caracteres.',
  },
  password_weak: {
    en: 'The {field} field is easy to guess: use a few unrelated words.',
    es: 'El campo {field} es fácil de adivinar: use varias palabras sin relación entre sí.',
    pt: 'O campo {field} é fácil de adivinhar: use várias palavras sem relação entre si.',
  },
  password_wrong: {
    en: 'The {field} field is not the current password.',
    es: 'El campo {field} no es la contraseña actual.',
    pt: 'O campo {field} não é a senha atual.',
  },
  totp_wrong: {
    en: "The {field} field is not the authenticator's current code.",
    es: 'El campo {field} no es el código actual de la aplicación de autenticación.',
    pt: 'O campo {field} não é o código atual do aplicativo de autenticação.',
  },
  too_many: {
    en: 'The {field} field has {actual} items; at most {limit} are allowed.',
    es: 'El campo {field} tiene {actual} elementos; se permiten como máximo {limit}.',
    pt: 'O campo {field} tem {actual} itens; são permitidos no máximo {limit}.',
  },
  too_few: {
    en: 'The {field} field has {actual} items; at least {limit} are needed.',
    es: 'El campo {field} tiene {actual} elementos; se necesitan al menos {limit}.',
    pt: 'O campo {field} tem {actual} itens; são necessários ao menos {limit}.',
  },
  duplicate: {
    en: 'The {field} field repeats {other}; each must be unique within the message.',
    es: 'El campo {field} repite {other}; cada uno debe ser único dentro del mensaje.',
    pt: 'O campo {field} repete {other}; cada um deve ser único dentro da mensagem.',
  },
  no_emoji: {
    en: 'The {field} field must not contain emoji.',
    es: 'El campo {field} no permite emojis.',
    pt: 'O campo {field} não permite emojis.',
  },
  no_markdown: {
    en: 'The {field} field must not contain formatting marks.',
    es: 'El campo {field} no permite marcas de formato.',
    pt: 'O campo {field} não permite marcas de formatação.',
  },
  range: {
    en: 'The {field} field must be between {min} and {max}.',
    es: 'El campo {field} debe estar entre {min} y {max}.',
    pt: 'O campo {field} deve estar entre {min} e {max}.',
  },
  phone_digits: {
    en: 'The {field} field must be a phone number with country code: digits only, without +, spaces or dashes.',
    es: 'El campo {field} debe ser un número de teléfono con código de país: solo dígitos, sin +, espacios ni guiones.',
    pt:
      'O campo {field} deve ser um número de telefone com código do país: somente dígitos, sem +, ' +
      'espaços nem hífens.',
  },
  phone_e164: {
    en: 'The {field} field must be a phone number in E.164 form, for example +593987654321.',
    es: 'El campo {field} debe ser un número de teléfono en formato E.164, por ejemplo +593987654321.',
    pt: 'O campo {field} deve ser um número de telefone no formato E.164, por exemplo +593987654321.',
  },
  url: {
    en: 'The {field} field must be a valid address that begins with https://.',
    es: 'El campo {field} debe ser una dirección válida que empiece con https://.',
    pt: 'O campo {field} deve ser um endereço válido que comece com https://.',
  },
  url_web: {
    en: 'The {field} field must be a valid address that begins with https:// or http://.',
    es: 'El campo {field} debe ser una dirección válida que empiece con https:// o http://.',
    pt: 'O campo {field} deve ser um endereço válido que comece com https:// ou http://.',
  },
  url_public: {
    en: 'The {field} field must point to a public host.',
    es: 'El campo {field} debe apuntar a un servidor público.',
    pt: 'O campo {field} deve apontar para um servidor público.',
  },
  media_extension: {
    en: 'The {field} field ends in .{extension}; for {kind} the file types allowed are: {allowed}',
    es: 'El campo {field} termina en .{extension}; para {kind} se permiten: {allowed}',
    pt: 'O campo {field} termina em .{extension}; para {kind} são permitidos: {allowed}',
  },
  filename: {
    en: 'The {field} field must be a plain file name, without slashes or control characters.',
    es: 'El campo {field} debe ser un nombre de archivo simple, sin barras ni caracteres de control.',
    pt: 'O campo {field} deve ser um nome de arquivo simples, sem barras nem caracteres de controle.',
  },
  mismatch: {
    en: 'The {field} field must equal {expected}.',
    es: 'El campo {field} debe ser igual a {expected}.',
    pt: 'O campo {field} deve ser igual a {expected}.',
  },
  exclusive: {
    en: 'The {field} field and {other} cannot be given together.',
    es: 'El campo {field} y {other} no pueden enviarse juntos.',
    pt: 'O campo {field} e {other} não podem ser enviados juntos.',
  },
  assignee: {
    en: 'The {field} field must be the id of a user who may write in conversations of this bot.',
    es: 'El campo {field} debe ser el id de un usuario que pueda escribir en las conversaciones de este bot.',
    pt: 'O campo {field} deve ser o id de um usuário que possa escrever nas conversas deste bot.',
  },
  timestamp: {
    en: 'The {field} field must be a timestamp in milliseconds.',
    es: 'El campo {field} debe ser una marca de tiempo en milisegundos.',
    pt: 'O campo {field} deve ser um timestamp em milissegundos.',
  },
  future: {
    en: 'The {field} field must be in the future.',
    es: 'El campo {field} debe estar en el futuro.',
    pt: 'O campo {field} deve estar no futuro.',
  },
  country_only: {
    en: 'The {field} field must be a person in {country}: this kind of message exists there alone.',
    es: 'El campo {field} debe ser una persona en {country}: este tipo de mensaje solo existe allí.',
    pt: 'O campo {field} deve ser uma pessoa em {country}: este tipo de mensagem só existe lá.',
  },
  too_far_ahead: {
    en: 'The {field} field must be at most {days} days ahead.',
    es: 'El campo {field} debe estar como máximo {days} días en el futuro.',
    pt: 'O campo {field} deve estar no máximo {days} dias no futuro.',
  },
  not_for_later: {
    en: 'The {field} field cannot be given for this kind of message: it leaves at once.',
    es: 'El campo {field} no se permite en este tipo de mensaje: sale de inmediato.',
    pt: 'O campo {field} não é permitido neste tipo de mensagem: ela sai imediatamente.',
  },
  before_sending: {
    en: 'The {field} field must be later than {other}.',
    es: 'El campo {field} debe ser posterior a {other}.',
    pt: 'O campo {field} deve ser posterior a {other}.',
  },
  format: {
    en: 'The {field} field must match the form {expected}.',
    es: 'El campo {field} debe tener la forma {expected}.',
    pt: 'O campo {field} deve ter a forma {expected}.',
  },
  parameter_count: {
    en: 'The number of parameters is incorrect.',
    es: 'El número de parámetros es incorrecto.',
    pt: 'O número de parâmetros está incorreto.',
  },
  parameter_count_detail: {
    en: 'The {component} of template {template} takes {expected} parameters; {actual} were given.',
    es: 'El componente {component} de la plantilla {template} lleva {expected} parámetros; se enviaron {actual}.',
    pt: 'O componente {component} do modelo {template} leva {expected} parâmetros; foram enviados {actual}.',
  },
  template_kind: {
    en: 'The template {template} is of type {expected}; {actual} was given.',
    es: 'La plantilla {template} es de tipo {expected}; se envió {actual}.',
    pt: 'O modelo {template} é do tipo {expected}; foi enviado {actual}.',
  },
  template_media: {
    en: 'The template {template} has a header of type {expected}: {field} is required.',
    es: 'La plantilla {template} tiene un encabezado de tipo {expected}: el campo {field} es obligatorio.',
    pt: 'O modelo {template} tem um cabeçalho do tipo {expected}: o campo {field} é obrigatório.',
  },
  template_button: {
    en: 'Button {position} of template {template} is of type {expected}; {actual} was given.',
    es: 'El botón {position} de la plantilla {template} es de tipo {expected}; se envió {actual}.',
    pt: 'O botão {position} do modelo {template} é do tipo {expected}; foi enviado {actual}.',
  },
  template_button_name: {
    en:
      'The {field} field names {actual}, which is not a button of template ' +
      '{template}; the buttons that take a value are: {available}',
    es:
      'El campo {field} indica {actual}, que no es un botón de la plantilla ' +
      '{template}; los que llevan un valor son: {available}',
    pt:
      'O campo {field} indica {actual}, que não é um botão do modelo ' +
      '{template}; os que levam um valor são: {available}',
  },
  template_button_twice: {
    en: 'The {field} field repeats {actual}; the buttons of template {template} that take a value are: {available}',
    es: 'El campo {field} repite {actual}; los botones de la plantilla {template} que llevan un valor son: {available}',
    pt: 'O campo {field} repete {actual}; os botões do modelo {template} que levam um valor são: {available}',
  },
  template_thumbnail: {
    en: 'The {field} field must be the id of a product of the catalog: WhatsApp does not accept an image address here.',
    es:
      'El campo {field} debe ser el id de un producto del catálogo: WhatsApp no admite aquí la dirección ' +
      'de una imagen.',
    pt: 'O campo {field} deve ser o id de um produto do catálogo: o WhatsApp não aceita aqui o endereço de uma imagem.',
  },
  template_no_place: {
    en: 'The template {template} has no place for {field}.',
    es: 'La plantilla {template} no tiene lugar para {field}.',
    pt: 'O modelo {template} não tem lugar para {field}.',
  },
  template_button_missing: {
    en: 'Button {position} of template {template}, of type {expected}, needs a value in {field}.',
    es: 'El botón {position} de la plantilla {template}, de tipo {expected}, necesita un valor en {field}.',
    pt: 'O botão {position} do modelo {template}, do tipo {expected}, precisa de um valor em {field}.',
  },
  template_cards: {
    en: 'The template {template} has {expected} cards; {actual} were given.',
    es: 'La plantilla {template} tiene {expected} tarjetas; se enviaron {actual}.',
    pt: 'O modelo {template} tem {expected} cartões; foram enviados {actual}.',
  },
  template_parameter_text: {
    en: 'The {field} field must not contain line breaks, tabs or more than 4 spaces in a row.',
    es: 'El campo {field} no puede contener saltos de línea, tabulaciones ni más de 4 espacios seguidos.',
    pt: 'O campo {field} não pode conter quebras de linha, tabulações nem mais de 4 espaços seguidos.',
  },
  template_code_url: {
    en: 'The {field} field is the code of an authentication template and must not contain an address.',
    es: 'El campo {field} es el código de una plantilla de autenticación y no puede contener una dirección web.',
    pt: 'O campo {field} é o código de um modelo de autenticação e não pode conter um endereço web.',
  },
  template_code_phone: {
    en: 'The {field} field must be a phone number: authentication templates cannot be sent to business-scoped ids.',
    es:
      'El campo {field} debe ser un número de teléfono: las plantillas de autenticación no se pueden ' +
      'enviar a otros identificadores.',
    pt:
      'O campo {field} deve ser um número de telefone: modelos de autenticação não podem ser enviados a ' +
      'outros identificadores.',
  },
  template_unsupported: {
    en: 'The template {template} has a {component} of type {actual}, which a template send cannot fill.',
    es: 'La plantilla {template} tiene un componente {component} de tipo {actual}, que este envío no puede completar.',
    pt: 'O modelo {template} tem um componente {component} do tipo {actual}, que este envio não pode preencher.',
  },
  csv_encoding: {
    en: 'The file is not text in UTF-8: save it as "CSV UTF-8".',
    es: 'El archivo no es texto en UTF-8: guárdelo como "CSV UTF-8".',
    pt: 'O arquivo não é texto em UTF-8: salve-o como "CSV UTF-8".',
  },
  csv_spreadsheet: {
    en:
      'The file is a workbook, not CSV: open it, choose "Save as" and the type ' +
      '"CSV UTF-8 (comma delimited)", and send that file.',
    es:
      'El archivo es un libro de Excel, no un CSV: ábralo, elija "Guardar como" con el ' +
      'tipo "CSV UTF-8 (delimitado por comas)" y envíe ese archivo.',
    pt:
      'O arquivo é uma pasta de trabalho, não um CSV: abra-o, escolha "Salvar como" com o tipo ' +
      '"CSV UTF-8 (delimitado por vírgulas)" e envie esse arquivo.',
  },
  csv_html: {
    en: 'The file is a web page (HTML), not CSV: give the address of the file itself, or save it as "CSV UTF-8".',
    es:
      'El archivo es una página web (HTML), no un CSV: indique la dirección ' +
      'del propio archivo o guárdelo como "CSV UTF-8".',
    pt:
      'O arquivo é uma página da web (HTML), não um CSV: informe o endereço do ' +
      'próprio arquivo ou salve-o como "CSV UTF-8".',
  },
  csv_other: {
    en: 'The file is {actual}, not CSV: save it as "CSV UTF-8".',
    es: 'El archivo es {actual}, no un CSV: guárdelo como "CSV UTF-8".',
    pt: 'O arquivo é {actual}, não um CSV: salve-o como "CSV UTF-8".',
  },
  csv_text: {
    en: 'The file is text without a table of phones: its first column must hold the phone numbers, below a header.',
    es:
      'El archivo es texto sin una tabla de teléfonos: su primera columna debe ' +
      'contener los números, debajo de un encabezado.',
    pt:
      'O arquivo é texto sem uma tabela de telefones: a primeira coluna deve ' +
      'conter os números, abaixo de um cabeçalho.',
  },
  csv_header: {
    en:
      'The first row of the file must be a header that names the columns: this one begins with a phone ' +
      'number or cannot be read.',
    es:
      'La primera fila del archivo debe ser un encabezado con los nombres de las columnas: esta comienza ' +
      'con un número de teléfono o no se puede leer.',
    pt:
      'A primeira linha do arquivo deve ser um cabeçalho com os nomes das colunas: esta começa com um ' +
      'número de telefone ou não pode ser lida.',
  },
  csv_compressed: {
    en: 'The compressed file could not be unpacked.',
    es: 'No se pudo descomprimir el archivo.',
    pt: 'Não foi possível descompactar o arquivo.',
  },
  csv_empty: {
    en: 'The file has no row below its header.',
    es: 'El archivo no tiene filas debajo del encabezado.',
    pt: 'O arquivo não tem linhas abaixo do cabeçalho.',
  },
  csv_column: {
    en: 'The file has no column {column}; it has: {available}',
    es: 'El archivo no tiene la columna {column}; tiene: {available}',
    pt: 'O arquivo não tem a coluna {column}; tem: {available}',
  },
  csv_column_twice: {
    en: 'The file has more than one column {column}.',
    es: 'El archivo tiene más de una columna {column}.',
    pt: 'O arquivo tem mais de uma coluna {column}.',
  },
  characters: {
    en: 'The {field} field contains {actual}, a character that is not allowed in text.',
    es: 'El campo {field} contiene {actual}, un carácter no permitido en un texto.',
    pt: 'O campo {field} contém {actual}, um caractere não permitido em um texto.',
  },
  placeholder_left: {
    en: 'The {field} field still contains the placeholder {actual}, which has no value.',
    es: 'El campo {field} aún contiene el marcador {actual}, que no tiene valor.',
    pt: 'O campo {field} ainda contém o marcador {actual}, que não tem valor.',
  },
  memory_full: {
    en: 'With {field} the memory of the user has {actual} bytes; at most {limit} are allowed.',
    es: 'Con {field} la memoria del usuario tiene {actual} bytes; se permiten como máximo {limit}.',
    pt: 'Com {field} a memória do usuário tem {actual} bytes; são permitidos no máximo {limit}.',
  },
  file_kind: {
    en: 'WhatsApp does not take this file ({found}): JPEG, PNG to 5 MB; MP4, audio to 16 MB; documents to 100 MB.',
    es: 'WhatsApp no acepta este archivo ({found}): JPEG, PNG, 5 MB; MP4, audio, 16 MB; documentos, 100 MB.',
    pt: 'O WhatsApp não aceita este arquivo ({found}): JPEG, PNG, 5 MB; MP4, áudio, 16 MB; documentos, 100 MB.',
  },
  file_size: {
    en: 'The file is larger than {limit} bytes.',
    es: 'El archivo supera los {limit} bytes.',
    pt: 'O arquivo ultrapassa {limit} bytes.',
  },
  file_fetch: {
    en: 'The file at {field} could not be fetched: {reason}.',
    es: 'No se pudo obtener el archivo de {field}: {reason}.',
    pt: 'Não foi possível obter o arquivo de {field}: {reason}.',
  },
  template_language: {
    en: 'The {field} field, {actual}, is not a language of WhatsApp templates, such as es, es_MX, en_US or pt_BR.',
    es: 'El campo {field}, {actual}, no es un idioma de plantillas de WhatsApp, como es, es_MX, en_US o pt_BR.',
    pt: 'O campo {field}, {actual}, não é um idioma de modelos do WhatsApp, como es, es_MX, en_US ou pt_BR.',
  },
  template_variable_form: {
    en: 'The {field} field has {variable}, which is not a variable: write {expected}.',
    es: 'El campo {field} tiene {variable}, que no es una variable: escriba {expected}.',
    pt: 'O campo {field} tem {variable}, que não é uma variável: escreva {expected}.',
  },
  template_variable_order: {
    en: 'The variables of the {field} field must be numbered from {first} without gaps; {variable} is missing.',
    es: 'Las variables del campo {field} deben numerarse desde {first} sin saltos; falta {variable}.',
    pt: 'As variáveis do campo {field} devem ser numeradas a partir de {first} sem lacunas; falta {variable}.',
  },
  template_variable_edge: {
    en: 'The {field} field must not begin or end with a variable.',
    es: 'El campo {field} no puede empezar ni terminar con una variable.',
    pt: 'O campo {field} não pode começar nem terminar com uma variável.',
  },
  template_variable_adjacent: {
    en: 'The {field} field has variables next to each other; there must be text between them.',
    es: 'El campo {field} tiene variables consecutivas; debe haber texto entre ellas.',
    pt: 'O campo {field} tem variáveis consecutivas; deve haver texto entre elas.',
  },
  template_variable_most: {
    en: 'The {field} field has {actual} variables; at most {limit} are allowed.',
    es: 'El campo {field} tiene {actual} variables; se permiten como máximo {limit}.',
    pt: 'O campo {field} tem {actual} variáveis; são permitidas no máximo {limit}.',
  },
  template_variable_end: {
    en: 'The variable of the {field} field must be at its end.',
    es: 'La variable del campo {field} debe estar al final.',
    pt: 'A variável do campo {field} deve estar no final.',
  },
  template_example: {
    en: 'The {field} field must give an example for the variable {variable}.',
    es: 'El campo {field} debe dar un ejemplo para la variable {variable}.',
    pt: 'O campo {field} deve dar um exemplo para a variável {variable}.',
  },
  template_variable_ratio: {
    en:
      'The {field} field has too many variables for its length: ' +
      '{actual} words besides them; at least {limit} are needed.',
    es:
      'El campo {field} tiene demasiadas variables para su longitud: ' +
      '{actual} palabras además de ellas; se necesitan al menos {limit}.',
    pt:
      'O campo {field} tem variáveis demais para o seu comprimento: ' +
      '{actual} palavras além delas; são necessárias pelo menos {limit}.',
  },
  template_variable_host: {
    en: 'The {field} field has its variable in the server name: it is only allowed after the first / of the address.',
    es:
      'El campo {field} tiene la variable en el nombre del servidor: ' +
      'solo puede ir después de la primera / de la dirección.',
    pt: 'O campo {field} tem a variável no nome do servidor: ela só pode vir depois da primeira / do endereço.',
  },
  template_example_most: {
    en: 'The {field} field gives {actual} examples; at most {limit} are allowed.',
    es: 'El campo {field} da {actual} ejemplos; se permiten como máximo {limit}.',
    pt: 'O campo {field} dá {actual} exemplos; são permitidos no máximo {limit}.',
  },
  template_needs_category: {
    en: 'The {field} field, {actual}, is only for templates of category {expected}.',
    es: 'El campo {field}, {actual}, es solo para plantillas de categoría {expected}.',
    pt: 'O campo {field}, {actual}, é apenas para modelos da categoria {expected}.',
  },
  template_needs_header: {
    en: 'The {field} field, {actual}, needs a header of type {expected}.',
    es: 'El campo {field}, {actual}, necesita un encabezado de tipo {expected}.',
    pt: 'O campo {field}, {actual}, precisa de um cabeçalho do tipo {expected}.',
  },
  template_library: {
    en:
      'The {field} field is not allowed with library_template_name: ' +
      "the texts of a template from Meta's library are fixed.",
    es:
      'El campo {field} no se admite junto a library_template_name: ' +
      'los textos de una plantilla de la biblioteca de Meta son fijos.',
    pt:
      'O campo {field} não é permitido com library_template_name: ' +
      'os textos de um modelo da biblioteca da Meta são fixos.',
  },
  template_one_line: {
    en: 'The {field} field must be a single line.',
    es: 'El campo {field} debe ser una sola línea.',
    pt: 'O campo {field} deve ser uma única linha.',
  },
  template_refused_part: {
    en: 'The {field} field is not allowed in a template of type {kind}.',
    es: 'El campo {field} no se admite en una plantilla de tipo {kind}.',
    pt: 'O campo {field} não é permitido em um modelo do tipo {kind}.',
  },
  template_button_most: {
    en: 'The {field} field has {actual} buttons of type {type}; at most {limit} are allowed.',
    es: 'El campo {field} tiene {actual} botones de tipo {type}; se permiten como máximo {limit}.',
    pt: 'O campo {field} tem {actual} botões do tipo {type}; são permitidos no máximo {limit}.',
  },
  template_button_group: {
    en: 'The QUICK_REPLY buttons of the {field} field must be together, before or after the others.',
    es: 'Los botones QUICK_REPLY del campo {field} deben estar juntos, antes o después de los demás.',
    pt: 'Os botões QUICK_REPLY do campo {field} devem estar juntos, antes ou depois dos demais.',
  },
  template_button_kinds: {
    en: 'The buttons of the {field} field must be {expected}; {actual} was given.',
    es: 'Los botones del campo {field} deben ser {expected}; se envió {actual}.',
    pt: 'Os botões do campo {field} devem ser {expected}; foi enviado {actual}.',
  },
  template_card_shape: {
    en: 'The {field} field must have the same parts and buttons as the first card.',
    es: 'El campo {field} debe tener las mismas partes y botones que la primera tarjeta.',
    pt: 'O campo {field} deve ter as mesmas partes e botões que o primeiro cartão.',
  },
  template_category_fixed: {
    en: 'The {field} field of an approved template cannot change: it is {expected}.',
    es: 'El campo {field} de una plantilla aprobada no puede cambiar: es {expected}.',
    pt: 'O campo {field} de um modelo aprovado não pode mudar: é {expected}.',
  },
  template_sample: {
    en: 'The sample file of {field} could not be fetched: {reason}.',
    es: 'No se pudo obtener el archivo de muestra de {field}: {reason}.',
    pt: 'Não foi possível obter o arquivo de exemplo de {field}: {reason}.',
  },
  template_sample_type: {
    en: 'The sample file of {field} is of type {actual}; allowed are: {allowed}',
    es: 'El archivo de muestra de {field} es de tipo {actual}; se permiten: {allowed}',
    pt: 'O arquivo de exemplo de {field} é do tipo {actual}; são permitidos: {allowed}',
  },
  template_sample_size: {
    en: 'The sample file of {field} is larger than {limit} bytes.',
    es: 'El archivo de muestra de {field} supera los {limit} bytes.',
    pt: 'O arquivo de exemplo de {field} ultrapassa {limit} bytes.',
  },
  skill_unknown: {
    en: 'The {field} field names {actual}; the bot has no such skill.',
    es: 'El campo {field} indica {actual}; el bot no tiene esa skill.',
    pt: 'O campo {field} indica {actual}; o bot não tem essa skill.',
  },
  template_variable_unknown: {
    en: 'The {field} field is not a variable of template {template}, which has: {available}',
    es: 'El campo {field} no es una variable de la plantilla {template}, que tiene: {available}',
    pt: 'O campo {field} não é uma variável do modelo {template}, que tem: {available}',
  },
  template_variable_mixed: {
    en: 'The {field} field gives values by name and by number; use only one of them.',
    es: 'El campo {field} indica valores por nombre y por número; use solo una de las dos formas.',
    pt: 'O campo {field} indica valores por nome e por número; use somente uma das duas formas.',
  },
  misspelled: {
    en: 'The {field} field does not exist here; it should be {meant}.',
    es: 'El campo {field} no existe aquí; debe ser {meant}.',
    pt: 'O campo {field} não existe aqui; deve ser {meant}.',
  },
  no_effect: {
    en: 'The {field} field has no effect here; it belongs to: {other}',
    es: 'El campo {field} no tiene efecto aquí; pertenece a: {other}',
    pt: 'O campo {field} não tem efeito aqui; pertence a: {other}',
  },
  unknown_message: {
    en: 'The {field} field must name a message of this chat; the bot knows none with this id or wamid.',
    es: 'El campo {field} debe indicar un mensaje de este chat; el bot no conoce ninguno con ese id o wamid.',
    pt: 'O campo {field} deve indicar uma mensagem desta conversa; o bot não conhece nenhuma com esse id ou wamid.',
  },
  reaction_target: {
    en: 'The {field} field names a reaction; WhatsApp allows no reaction to a reaction.',
    es: 'El campo {field} indica una reacción; WhatsApp no permite reaccionar a una reacción.',
    pt: 'O campo {field} indica uma reação; o WhatsApp não permite reagir a uma reação.',
  },
  reaction_age: {
    en: 'The {field} field names a message older than {days} days; WhatsApp allows no reaction to it.',
    es: 'El campo {field} indica un mensaje de hace más de {days} días; WhatsApp ya no permite reaccionar a él.',
    pt: 'O campo {field} indica uma mensagem de mais de {days} dias; o WhatsApp já não permite reagir a ela.',
  },
  one_emoji: {
    en: 'The {field} field must be one emoji, or empty to take the reaction back.',
    es: 'El campo {field} debe ser un solo emoji, o quedar vacío para retirar la reacción.',
    pt: 'O campo {field} deve ser um único emoji, ou ficar vazio para retirar a reação.',
  },
  no_quote: {
    en: 'The {field} field is not possible here: a reaction quotes no message.',
    es: 'El campo {field} no es posible aquí: una reacción no cita ningún mensaje.',
    pt: 'O campo {field} não é possível aqui: uma reação não cita nenhuma mensagem.',
  },
  own_media: {
    en: 'The {field} field must be the address of a file that this gateway gave out.',
    es: 'El campo {field} debe ser la dirección de un archivo que entregó esta pasarela.',
    pt: 'O campo {field} deve ser o endereço de um arquivo fornecido por este gateway.',
  },
  panel_setting: {
    en: 'The {field} field cannot be changed for a support panel.',
    es: 'El campo {field} no se puede cambiar en un panel de atención.',
    pt: 'O campo {field} não pode ser alterado em um painel de atendimento.',
  },
  unknown_field: {
    en: 'The {field} field is unknown.',
    es: 'El campo {field} es desconocido.',
    pt: 'O campo {field} é desconhecido.',
  },
} satisfies Record<string, Texts>

export type Rule = keyof typeof rules

/** The violation's sentence in the three languages. */
export function violationTexts(violation: Violation): Texts {
  const template = rules[violation.rule]
  const fill = (locale: Locale) =>
    template[locale].replace(/\{(\w+)\}/g, (_, name: string) =>
      name === 'field' ? violation.path : reasonIn(locale, String(violation.args?.[name] ?? name)),
    )
  return { en: fill('en'), es: fill('es'), pt: fill('pt') }
}
