/** The start: the reader's language first, so that nothing is shown in another; then the page of the address. */
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RecadoError } from '../../../sdk/client.ts'
import { partCame, reloadFor } from '../kit/part.ts'
import { PartError } from '../kit/part-error.ts'
import { loadLanguage, preferredLanguage, WordsProvider } from '../words/words.tsx'
import '../kit/tokens.css'
import '../kit/kit.css'
import '../kit/forms.css'
import './shell.css'
import { queries } from './gateway.ts'
import { router } from './router.tsx'
import { signedIn } from './routes/root.tsx'
import { meQuery } from './session.ts'

const language = preferredLanguage()
const words = loadLanguage(language).then(
  () => true,
  () => false,
)
askAhead()
// Without them the connection is gone, or the build that this page belongs to.
const hasWords = await words
if (hasWords) show()
else if (!reloadFor('words')) sayWithoutWords()

/** What the first view needs, at the same time as its words instead of one after the other. */
function askAhead(): void {
  const matched: readonly { routeId: keyof typeof router.routesById }[] = router.matchRoutes(router.latestLocation)
  for (const { routeId } of matched) void router.loadRouteChunk(router.routesById[routeId])
  if (matched.some(({ routeId }) => routeId === signedIn.id)) void queries.prefetchQuery(meQuery)
}

function show(): void {
  partCame('words')
  createRoot(document.getElementById('root') ?? document.body, { onCaughtError }).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <WordsProvider first={language}>
          <RouterProvider router={router} />
        </WordsProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
}

/** What a page waits for in vain is told in its place (`page-failure.tsx`), and is no fault of its own. */
function onCaughtError(error: unknown): void {
  if (!(error instanceof PartError || error instanceof RecadoError)) reportError(error)
}

function sayWithoutWords(): void {
  const line = document.createElement('p')
  line.role = 'alert'
  line.textContent =
    'Recado did not load. Load the page again in a moment. · Recado no se cargó. Vuelva a cargar la página en un ' +
    'momento. · O Recado não carregou. Carregue a página de novo em um momento.'
  document.body.append(line)
}
