/**
 * The page at `/` where the console is not built: how to build it, links to everything, and its health, in the reader's
 * language. Static text, made once per language; changing parts are fetched from the public health route.
 */
import { createHash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import type { Locale } from '../../model/errors/texts.ts'
import { preferredLanguage } from '../kit/language.ts'

type Links = { sandboxUrl: string | undefined }

export function registerHome(app: FastifyInstance, links: Links): void {
  const pages = { es: page('es', links), en: page('en', links), pt: page('pt', links) } satisfies Record<Locale, string>
  // The page's own inline scripts are allowed by hash; injected ones do not run.
  const scripts = Object.values(words)
    .map((word) => hashOf(scriptOf(word)))
    .join(' ')
  app.get('/', { schema: { hide: true }, config: { access: 'public' } }, (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('vary', 'accept-language')
      .header(
        'content-security-policy',
        `default-src 'none'; img-src data:; style-src ${hashOf(style)}; script-src ${scripts}; connect-src 'self'; ` +
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      )
      .send(pages[preferredLanguage(request.headers['accept-language'])]),
  )
}

const words = {
  es: {
    what: 'Pasarela de WhatsApp Business en su propia máquina.',
    unbuilt: 'La consola no está construida. En un clon con las dependencias de desarrollo:',
    phone: ['Teléfono', 'El WhatsApp de pruebas: aquí llegan los mensajes'],
    guide: ['Guía', 'Del primer mensaje a un bot en producción'],
    api: ['API', 'Todas las rutas, con sus campos y ejemplos'],
    document: ['OpenAPI', 'El documento para generar clientes'],
    metrics: ['Métricas', 'Contadores y tiempos, en formato Prometheus'],
    asking: 'Consultando…',
    up: 'En marcha',
    down: 'Con problemas: vea',
    silent: 'Sin respuesta',
  },
  en: {
    what: 'A WhatsApp Business gateway on your own machine.',
    unbuilt: 'The console is not built. In a clone with the packages of development:',
    phone: ['Phone', 'The sandbox WhatsApp: messages arrive here'],
    guide: ['Guide', 'From the first message to a bot in production'],
    api: ['API', 'Every route, with its fields and examples'],
    document: ['OpenAPI', 'The document to generate clients from'],
    metrics: ['Metrics', 'Counters and times, in Prometheus format'],
    asking: 'Asking…',
    up: 'Up and running',
    down: 'In trouble: see',
    silent: 'No answer',
  },
  pt: {
    what: 'Gateway do WhatsApp Business na sua própria máquina.',
    unbuilt: 'O console não está construído. Em um clone com os pacotes de desenvolvimento:',
    phone: ['Telefone', 'O WhatsApp de testes: as mensagens chegam aqui'],
    guide: ['Guia', 'Da primeira mensagem a um bot em produção'],
    api: ['API', 'Todas as rotas, com seus campos e exemplos'],
    document: ['OpenAPI', 'O documento para gerar clientes'],
    metrics: ['Métricas', 'Contadores e tempos, em formato Prometheus'],
    asking: 'Consultando…',
    up: 'No ar',
    down: 'Com problemas: veja',
    silent: 'Sem resposta',
  },
} as const satisfies Record<Locale, object>

function page(locale: Locale, { sandboxUrl }: Links): string {
  const word = words[locale]
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Recado</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(mark('#0b7a4b'))}">
<style>${style}</style>
</head>
<body>
<main>
<header>${mark('currentColor')}<h1>Recado</h1></header>
<p>${word.what}</p>
<nav>
${sandboxUrl === undefined ? '' : card(`${sandboxUrl}/`, word.phone)}
${card('/guide', word.guide)}
${card('/docs', word.api)}
${card('/openapi.json', word.document)}
${card('/metrics', word.metrics)}
</nav>
<p class="unbuilt">${word.unbuilt} <code>npm run build:console</code></p>
<div id="health" role="status">${word.asking}</div>
</main>
<script>${scriptOf(word)}</script>
</body>
</html>
`
}

function scriptOf({ up, down, silent }: Record<'up' | 'down' | 'silent', string>): string {
  return `
const words = ${JSON.stringify({ up, down, silent })}
${script}
`
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}

function card(href: string, [title, about]: readonly [string, string]): string {
  return `<a href="${href}"><b>${title}</b><span>${about}</span></a>`
}

/** A note with its corner folded: a message left for someone. */
function mark(colour: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" aria-hidden="true" fill="${colour}">
<path d="M7 3h18a4 4 0 0 1 4 4v13l-9 9H7a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4z"/>
<path d="M9 11h14M9 17h9" stroke="#fff" stroke-width="2.6" stroke-linecap="round"/>
<path d="M20 29v-5a4 4 0 0 1 4-4h5z" fill="#fff" fill-opacity=".55"/></svg>`
}

const style = `
:root {
  color-scheme: light dark; --ink: #14231c; --soft: #56665e; --paper: #f4f7f5; --card: #fff; --line: #dbe4df;
  --green: #0b7a4b; --red: #c62f2f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8f0ec; --soft: #9db0a6; --paper: #0e1613; --card: #16211c; --line: #26352e; --green: #2fae76;
    --red: #f0706e;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100dvh; display: grid; align-items: center; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif;
}
main { width: min(46rem, 100%); margin: 0 auto; padding: 2.5rem 1.25rem 12vh; }
header { display: flex; align-items: center; gap: .8rem; }
header svg { width: 2.6rem; color: var(--green); }
h1 { margin: 0; font-size: 2.25rem; letter-spacing: -.02em; }
p { margin: .4rem 0 2rem; color: var(--soft); font-size: 1.05rem; }
.unbuilt { margin: 1.75rem 0 0; font-size: .9rem; }
nav { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(min(18rem, 100%), 1fr)); }
nav a {
  display: flex; flex-direction: column; gap: .15rem; padding: 1rem 1.1rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .75rem; color: inherit; text-decoration: none;
}
nav a:hover { border-color: var(--green); }
:focus-visible { outline: 2px solid var(--green); outline-offset: 2px; }
nav span { color: var(--soft); font-size: .9rem; }
#health { display: inline-flex; align-items: center; gap: .5rem; margin-top: 1.75rem; color: var(--soft); }
#health::before { content: ""; width: .7rem; height: .7rem; border-radius: 50%; background: var(--line); }
#health.up::before { background: var(--green); }
#health.down::before { background: var(--red); }
#health a { color: inherit; }
`

const script = `
const health = document.getElementById('health')
function show(state, text, ...after) {
  if (health.className === state && health.firstChild?.data === text) return
  health.className = state
  health.replaceChildren(text, ...after)
}
async function look() {
  const answer = await fetch('/readyz').catch(() => undefined)
  if (answer?.ok) return show('up', words.up)
  const link = Object.assign(document.createElement('a'), { href: '/readyz', textContent: '/readyz' })
  if (answer) show('down', words.down, link)
  else show('down', words.silent)
}
look()
setInterval(look, 5000)
`
