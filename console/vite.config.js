/**
 * The build of the console and of the sandbox's phone (`scripts/build-console.js`), and the console's development server: sources as they are, changed modules swapped in the page, and
 * every request of the API passed on to a gateway that runs beside it.
 */
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const gateway = process.env.CONSOLE_GATEWAY ?? 'http://127.0.0.1:3000'
/** What the gateway answers itself. */
const passed = [
  '/v1',
  '/v2',
  '/manage',
  '/media',
  '/docs',
  '/guide',
  '/sign-in',
  '/openapi.json',
  '/healthz',
  '/readyz',
]

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    // Every file stays a file: the policy allows no data: in scripts and styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    // The oldest that know light-dark() and nesting: nothing is written in another way for older ones.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    reportCompressedSize: false,
  },
  server: { port: 5173, strictPort: true, proxy: Object.fromEntries(passed.map((path) => [path, gateway])) },
})
