/** The phone's development server: changed modules swapped in the page, before a sandbox that runs beside it. */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const sandbox = process.env.PHONE_SANDBOX ?? 'http://127.0.0.1:3001'

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  // The sandbox takes changes from its own origin alone: it hears the page's.
  server: { port: 5174, strictPort: true, proxy: { '/_sandbox': { target: sandbox, changeOrigin: false } } },
})
