/**
 * Writes the generated part of the typed client from openapi.json, in sdk/generated: the types by openapi-typescript,
 * the table of operations, and a method for each with its text. `npm run openapi` ends with it. With `--check` nothing
 * is written, and a difference is an error. A test compares the sums in the files' heads without these packages.
 */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { install } from '../install.js'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))
const source = readFileSync(`${root}openapi.json`, 'utf8')
const document = JSON.parse(source)
const maxColumns = 120

install(here)
const files = { 'schema.ts': await schema(), 'table.ts': table(), 'operations.ts': methods() }
const wrong = Object.entries(files).filter(([name, text]) => !isAsWritten(`${root}sdk/generated/${name}`, text))
for (const [name] of wrong) process.stderr.write(`sdk/generated/${name} is not what openapi.json gives\n`)
process.exitCode = wrong.length > 0 ? 1 : 0

function isAsWritten(path, body) {
  const purpose = '/**\n * Generated from openapi.json by `npm run openapi`; not written by hand.\n'
  const text = `${purpose} * openapi.json: ${sum(source)}\n * what follows: ${sum(body)}\n */\n${body}`
  if (!process.argv.includes('--check')) writeFileSync(path, text)
  return readFileSync(path, 'utf8') === text
}

/** A file in a form or an answer is a Blob. What has a default may be left out. */
async function schema() {
  const { default: openapiTS, astToString } = await import('openapi-typescript')
  const { default: ts } = await import('typescript')
  const blob = ts.factory.createTypeReferenceNode('Blob')
  const ast = await openapiTS(source, {
    defaultNonNullable: false,
    transform: ({ type, format }) => (type === 'string' && format === 'binary' ? blob : undefined),
  })
  return astToString(ast)
}

function operations() {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => {
      const parameters = (operation.parameters ?? []).map((one) => resolved(one, 'parameters'))
      const isKeyed = parameters.some(({ name }) => name === 'Idempotency-Key')
      const needs = operation.requestBody?.required === true || parameters.some(({ required }) => required === true)
      const answer = answerOf(operation)
      return { id: operation.operationId, method: method.toUpperCase(), path, isKeyed, answer, needs, operation }
    }),
  )
}

/** How the body of a success is read; JSON where there is a choice. */
function answerOf({ responses }) {
  const contents = ['200', '201', '202'].flatMap((status) => Object.keys(contentOf(responses[status])))
  if (contents.length === 0 || contents.includes('application/json')) return 'json'
  return contents.includes('*/*') ? 'blob' : 'text'
}

function table() {
  const rows = operations().map(
    ({ id, method, path, isKeyed, answer }) =>
      `  ${id}: {\n    method: '${method}',\n    path: '${path}',\n    isKeyed: ${isKeyed},\n    answer: '${answer}',\n  },`,
  )
  const purpose =
    '/** Where each operation is; `isKeyed`: it takes an idempotency key; `answer`: how its body is read. */'
  return `${purpose}\nexport const operationTable = {\n${rows.join('\n')}\n} as const\n`
}

/** An answer without an end has no value to wait for: `stream` of client/connection.ts reads it. */
function isEndless({ operation }) {
  return contentOf(operation.responses['200'])['text/event-stream'] !== undefined
}

function contentOf(response = {}) {
  return resolved(response, 'responses').content ?? {}
}

function methods() {
  const finite = operations().filter((one) => !isEndless(one))
  const members = finite.map(({ id, method, path, needs, operation }) => {
    const text = [operation.summary, operation.description].filter(Boolean).join('. ').replaceAll(/\s+/g, ' ')
    const lines = [...wrapped(text.replaceAll('*/', '*'), maxColumns - 5), `\`${method} ${path}\``]
    const comment = `  /**\n${lines.map((line) => `   * ${line}`).join('\n')}\n   */`
    const args = `args: Args<'${id}'>${needs ? '' : ' = {}'}, options?: CallOptions`
    return `${comment}\n  ${id}(${args}): Promise<Answer<'${id}'>> {\n    return this.call('${id}', args, options)\n  }`
  })
  const imports =
    "import { Connection } from '../client/connection.ts'\n" +
    "import type { Answer, Args, CallOptions } from '../client/types.ts'\n"
  const purpose = '/** A gateway with its credentials, and a method for each operation of its API. */'
  return `${imports}\n${purpose}\nexport class Recado extends Connection {\n${members.join('\n\n')}\n}\n`
}

/** `kind`: the part of `components` that a reference points to. */
function resolved(one, kind) {
  const name = one.$ref?.split('/').at(-1)
  return name === undefined ? one : document.components[kind][name]
}

function wrapped(text, columns) {
  const lines = ['']
  for (const word of text.split(' ')) {
    const line = lines.at(-1)
    if (line !== '' && line.length + 1 + word.length > columns) lines.push(word)
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`
  }
  return lines
}

function sum(text) {
  return createHash('sha256').update(text).digest('hex')
}
