import { afterAll, beforeAll, beforeEach, test } from 'vitest'
import { testBot } from './suite.mjs'

testBot({ test, beforeAll, afterAll, beforeEach })
