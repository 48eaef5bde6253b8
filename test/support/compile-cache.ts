/** Every test file is a process that loads much of the same code: it is stripped and compiled once. Imported before any test. */
import { enableCompileCache } from 'node:module'

enableCompileCache()
