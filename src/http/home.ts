/** The page at `/`: where everything is and whether it is well. Static text; what changes is fetched from the public health route. */
import type { FastifyInstance } from 'fastify'

export function registerHome(app: FastifyInstance, links: { sandboxUrl: string | undefined }): void {
  const html = page(links.sandboxUrl)
  app.get('/', { schema: { hide: true }, config: { access: 'public' } }, (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; form-action 'none'",
      )
      .send(html),
  )
}

function page(sandboxUrl: string | undefined): string {
  const phone = sandboxUrl
    ? `<a class="card" href="${sandboxUrl}/"><b>Teléfono</b><span>El WhatsApp de pruebas: aquí llegan los mensajes</span></a>`
    : ''
  return `<!doctype html>
<html lang="es">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Recado</title>
<style>
:root { color-scheme: light dark; --ink: #14231c; --soft: #5b6b63; --paper: #f4f7f5; --card: #fff; --line: #dbe4df; --green: #0b7a4b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8f0ec; --soft: #9db0a6; --paper: #0e1613; --card: #16211c; --line: #26352e; --green: #3ecf8e; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 46rem; margin: 0 auto; padding: 4rem 1.25rem; }
h1 { margin: 0; font-size: 2.25rem; letter-spacing: -.02em; }
p { color: var(--soft); margin: .25rem 0 2rem; }
.cards { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); }
.card { display: flex; flex-direction: column; gap: .15rem; padding: 1rem 1.1rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; color: inherit; text-decoration: none; }
.card:hover, .card:focus-visible { border-color: var(--green); outline: none; }
.card span { color: var(--soft); font-size: .9rem; }
#health { display: inline-flex; align-items: center; gap: .5rem; margin-top: 2rem; color: var(--soft); }
#health::before { content: ""; width: .7rem; height: .7rem; border-radius: 50%; background: var(--line); }
#health.up::before { background: var(--green); }
#health.down::before { background: #d33; }
</style>
</head>
<body>
<main>
<h1>Recado</h1>
<p>Pasarela de WhatsApp Business en tu propia máquina.</p>
<div class="cards">
${phone}
<a class="card" href="/docs"><b>API</b><span>Todas las rutas, con sus campos y ejemplos</span></a>
<a class="card" href="/openapi.json"><b>OpenAPI</b><span>El documento para generar clientes</span></a>
<a class="card" href="/metrics"><b>Métricas</b><span>Contadores y tiempos, en formato Prometheus</span></a>
</div>
<div id="health" role="status">Consultando…</div>
</main>
<script>
const health = document.getElementById('health')
async function look() {
  try {
    const answer = await fetch('/readyz')
    health.className = answer.ok ? 'up' : 'down'
    health.textContent = answer.ok ? 'En marcha' : 'Con problemas: mira /readyz'
  } catch {
    health.className = 'down'
    health.textContent = 'Sin respuesta'
  }
}
look()
setInterval(look, 5000)
</script>
</body>
</html>
`
}
