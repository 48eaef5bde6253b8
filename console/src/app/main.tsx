/** The start: the reader's language first, so that nothing is shown in another; then the page of the address. */
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { loadLanguage, preferredLanguage, WordsProvider } from '../words/words.tsx'
import '../kit/tokens.css'
import '../kit/kit.css'
import '../kit/forms.css'
import './shell.css'
import { queries } from './gateway.ts'
import { router } from './router.tsx'

const language = preferredLanguage()
await loadLanguage(language)

createRoot(document.getElementById('root') ?? document.body).render(
  <StrictMode>
    <QueryClientProvider client={queries}>
      <WordsProvider first={language}>
        <RouterProvider router={router} />
      </WordsProvider>
    </QueryClientProvider>
  </StrictMode>,
)
