import { after, before, beforeEach, test } from 'node:test'
import { testBot } from './suite.mjs'

testBot({ test, beforeAll: before, afterAll: after, beforeEach })
