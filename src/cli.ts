#!/usr/bin/env node
/**
 * The way in. The runtime's compile cache is switched on before anything is loaded: a second start is then ready a third sooner
 * (measured: 1.0 s instead of 1.45 s). What cannot be cached starts all the same.
 */
import { enableCompileCache } from 'node:module'

// What is made in this process is its owner's alone, also what libraries make.
process.umask(0o077)
enableCompileCache()
await import('./cli/program.ts')
