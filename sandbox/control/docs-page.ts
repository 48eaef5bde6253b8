/**
 * The control API's document as an HTML page: every route, its parameters and its body's schema. Plain HTML, rendered
 * on request, without external resources.
 */
import { createHash } from 'node:crypto'
import type { ControlDocument, Operation } from './document.ts'

export function docsPage({ info, paths }: ControlDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  )
  const byTag = Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? '')
  const sections = [...byTag].map(
    ([tag, members]) => `<h2>${escaped(tag)}</h2>${members.map((member) => section(member)).join('')}`,
  )
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(info.title)}</title><style>${style}</style>
<main><h1>${escaped(info.title)}</h1><p>${escaped(info.description)} <a href="openapi.json">OpenAPI 3.1</a>,
<a href="/">the phone</a></p>${sections.join('')}</main></html>`
}

/** Allows only the page's own style, by its hash. */
export function docsPolicy(): string {
  const hash = createHash('sha256').update(style).digest('base64')
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}

function section({ method, path, operation }: { method: string; path: string; operation: Operation }): string {
  const { summary, parameters = [], requestBody } = operation
  const rows = parameters.map(
    ({ name, in: position, description = '' }) =>
      `<tr><td><code>${escaped(name)}</code><td>${position}<td>${escaped(description)}`,
  )
  const table = rows.length === 0 ? '' : `<table>${rows.join('')}</table>`
  const body = requestBody === undefined ? '' : `<pre>${escaped(JSON.stringify(requestBody.content, null, 2))}</pre>`
  const head = `<summary><b>${method}</b> <code>${escaped(path)}</code> ${escaped(summary)}</summary>`
  return `<details>${head}${table}${body}</details>`
}

const style = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:2rem auto;padding:0 1rem}
h2{margin:2rem 0 .5rem;text-transform:capitalize}details{border-bottom:1px solid #8884;padding:.4rem 0}
summary{cursor:pointer}summary b{display:inline-block;min-width:4rem;color:#0a7d5c}
pre{overflow:auto;background:#8881;padding:.8rem;border-radius:.5rem}td{padding:.1rem .8rem .1rem 0;vertical-align:top}`

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
