#!/usr/bin/env node
/**
 * Entry point. The runtime's compile cache is enabled before anything is loaded: a second start is then ready a third
 * sooner (measured: 1.0 s instead of 1.45 s). Code that cannot be cached still starts.
 */
import { enableCompileCache } from 'node:module'

// Files created by this process, also by libraries, are accessible to their owner only.
process.umask(0o077)
enableCompileCache()
await import('./cli/main.ts')
