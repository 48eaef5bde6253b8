/**
 * The page at `/sign-in`: address and password, a code for a second factor, or the password that a link sets. The
 * link's token stands behind the #, which no browser sends to a server. Style and script are files of this server, so
 * that its policy forbids inline ones. Works by keyboard and with screen readers, in the reader's language.
 */
import type { FastifyInstance } from 'fastify'
import { passwordLengths } from '../../model/access/member.ts'
import type { Locale } from '../../model/errors/texts.ts'
import { preferredLanguage } from '../kit/language.ts'
import { signInScript } from './sign-in-script.ts'

const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const headers = {
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
} as const

export function registerSignInPage(app: FastifyInstance): void {
  const options = { schema: { hide: true }, config: { access: 'public' } } as const
  const pages = { es: page('es'), en: page('en'), pt: page('pt') } satisfies Record<Locale, string>
  app.get('/sign-in', options, (request, reply) =>
    reply
      .headers({ ...headers, vary: 'accept-language', 'cache-control': 'no-store' })
      .type('text/html; charset=utf-8')
      .send(pages[preferredLanguage(request.headers['accept-language'])]),
  )
  app.get('/sign-in.css', options, (_request, reply) =>
    reply.headers(headers).type('text/css; charset=utf-8').send(style),
  )
  app.get('/sign-in.js', options, (_request, reply) =>
    reply.headers(headers).type('text/javascript; charset=utf-8').send(signInScript),
  )
}

const { least } = passwordLengths

const words = {
  es: {
    title: 'Iniciar sesión en Recado',
    email: 'Correo electrónico',
    name: 'Nombre',
    password: 'Contraseña',
    newPassword: 'Contraseña nueva',
    hint: `Al menos ${least} caracteres. Varias palabras sin relación entre sí protegen mejor que los símbolos.`,
    code: 'Código',
    codeHint: 'Los seis dígitos de su aplicación, o un código de recuperación.',
    enter: 'Iniciar sesión',
    first: 'Cree la primera cuenta: será de administrador.',
    set: 'Elija su contraseña para',
    wrong: 'El correo o la contraseña son incorrectos.',
    wrongCode: 'El código no es correcto.',
    asked: 'Falta el código de su aplicación de autenticación.',
    wait: 'Demasiados intentos. Segundos de espera:',
    gone: 'El enlace ya no es válido. Solicite otro a quien administra Recado.',
    silent: 'Sin respuesta. Vuelva a intentarlo.',
    busy: 'Un momento…',
    done: 'Listo.',
    start: 'Si todavía no hay ninguna cuenta, abra el enlace que Recado mostró al iniciar.',
    noscript: 'Para iniciar sesión se necesita JavaScript.',
  },
  en: {
    title: 'Sign in to Recado',
    email: 'Email',
    name: 'Name',
    password: 'Password',
    newPassword: 'New password',
    hint: `At least ${least} characters. A few unrelated words are better than symbols.`,
    code: 'Code',
    codeHint: 'The six digits of your authenticator, or a recovery code.',
    enter: 'Sign in',
    first: 'Create the first account: it will be an admin.',
    set: 'Choose your password for',
    wrong: 'The email or password is wrong.',
    wrongCode: 'The code is wrong.',
    asked: 'The code from your authenticator is needed.',
    wait: 'Too many attempts. Seconds to wait:',
    gone: 'The link is no longer valid. Ask the person who runs Recado for another one.',
    silent: 'No response. Try again.',
    busy: 'One moment…',
    done: 'Done.',
    start: 'If nobody has an account yet, open the link that Recado showed when it started.',
    noscript: 'Signing in needs JavaScript.',
  },
  pt: {
    title: 'Entrar no Recado',
    email: 'E-mail',
    name: 'Nome',
    password: 'Senha',
    newPassword: 'Nova senha',
    hint: `Ao menos ${least} caracteres. Várias palavras sem relação entre si protegem melhor que símbolos.`,
    code: 'Código',
    codeHint: 'Os seis dígitos do seu aplicativo, ou um código de recuperação.',
    enter: 'Entrar',
    first: 'Crie a primeira conta: ela será de administrador.',
    set: 'Escolha sua senha para',
    wrong: 'E-mail ou senha incorretos.',
    wrongCode: 'O código está incorreto.',
    asked: 'Falta o código do seu aplicativo de autenticação.',
    wait: 'Tentativas demais. Segundos de espera:',
    gone: 'O link não é mais válido. Solicite outro a quem administra o Recado.',
    silent: 'Sem resposta. Tente novamente.',
    busy: 'Um momento…',
    done: 'Pronto.',
    start: 'Se ainda não há nenhuma conta, abra o link que o Recado mostrou ao iniciar.',
    noscript: 'Para entrar é preciso JavaScript.',
  },
} as const satisfies Record<Locale, Record<string, string>>

/** The script reads its texts from the page. */
const reported = [
  'first',
  'set',
  'wrong',
  'wrongCode',
  'asked',
  'wait',
  'gone',
  'silent',
  'busy',
  'done',
  'newPassword',
] as const

function page(locale: Locale): string {
  const word = words[locale]
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${word.title}</title>
<link rel="stylesheet" href="/sign-in.css">
</head>
<body>
<main>
<h1>${word.title}</h1>
<noscript><p>${word.noscript}</p></noscript>
<p id="about" hidden></p>
${form(locale)}<p class="hint" id="start">${word.start}</p>
</main>
<script src="/sign-in.js" type="module"></script>
</body>
</html>
`
}

function form(locale: Locale): string {
  const word = words[locale]
  const data = reported.map((name) => `data-${name.toLowerCase()}="${word[name]}"`).join(' ')
  return `<form id="form" ${data}>
<div id="name-field" hidden>
<label for="name">${word.name}</label>
<input id="name" name="name" autocomplete="name" maxlength="100">
</div>
<div id="email-field">
<label for="email">${word.email}</label>
<input id="email" name="email" type="email" autocomplete="username" maxlength="254" required>
</div>
<div>
<label for="password" id="password-label">${word.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required aria-describedby="hint">
<p id="hint" class="hint" hidden>${word.hint}</p>
</div>
<div id="code-field" hidden>
<label for="code">${word.code}</label>
<input id="code" name="code" autocomplete="one-time-code" maxlength="40" aria-describedby="code-hint">
<p id="code-hint" class="hint">${word.codeHint}</p>
</div>
<p id="told" role="alert"></p>
<button type="submit">${word.enter}</button>
</form>
`
}

const style = `
:root {
  color-scheme: light dark; --ink: #14231c; --soft: #4d5c54; --paper: #f4f7f5; --card: #fff; --line: #8a9a91;
  --green: #0b6b42; --onGreen: #fff; --red: #b3261e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e8f0ec; --soft: #a9bab1; --paper: #0e1613; --card: #16211c; --line: #5b6d64; --green: #3fc78b;
    --onGreen: #06140d; --red: #ff8a84;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none; }
body {
  margin: 0; min-height: 100dvh; display: grid; place-items: center; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif;
}
main { width: min(26rem, 100%); padding: 2rem 1.25rem; }
h1 { margin: 0 0 1rem; font-size: 1.6rem; letter-spacing: -.02em; }
form {
  display: grid; gap: 1rem; padding: 1.25rem; background: var(--card); border: 1px solid var(--line);
  border-radius: .75rem;
}
label { display: block; font-weight: 600; }
input {
  width: 100%; padding: .6rem .7rem; font: inherit; color: inherit; background: var(--paper);
  border: 1px solid var(--line); border-radius: .5rem;
}
button {
  padding: .7rem; font: inherit; font-weight: 600; color: var(--onGreen); background: var(--green); border: 0;
  border-radius: .5rem; cursor: pointer;
}
button:disabled { opacity: .6; cursor: progress; }
:focus-visible { outline: 3px solid var(--green); outline-offset: 2px; }
.hint { margin: .3rem 0 0; color: var(--soft); font-size: .9rem; }
#told { margin: 0; color: var(--red); min-height: 1.5em; }
`
