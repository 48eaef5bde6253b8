import { afterAll, beforeAll, beforeEach, test } from '@jest/globals'
import { testBot } from './suite.mjs'

testBot({ test, beforeAll, afterAll, beforeEach })
