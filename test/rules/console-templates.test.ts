/** The limits and kinds of buttons that the console's form shows are those by which the gateway checks. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buttonKinds } from '../../console/src/pages/templates/buttons.ts'
import { limits } from '../../console/src/pages/templates/form.ts'
import { createdButtonTypes, longestButtonText, longestButtonUrl } from '../../src/model/template/check-buttons.ts'
import { textLimits } from '../../src/model/template/check-components.ts'

test('limits of texts are the same', () => {
  assert.deepEqual(limits, { ...textLimits, button: longestButtonText, url: longestButtonUrl })
})

test('every kind of button that a template can be created with can be added, the code of an authentication apart', () => {
  assert.deepEqual([...Object.keys(buttonKinds), 'OTP'].sort(), createdButtonTypes.toSorted())
})
