/** The bubble of a `system` message: a person's new number, id or identity (meta-2026.md, section 5.4). */

import type { BubbleOf } from '../../../model/inbound/bubble.ts'
import { type Json, objectOf } from '../../../model/json.ts'
import { addTexts, type Content } from './content-fields.ts'
import { takingFrom } from './taking.ts'

/** `change` is Meta's word for it. Bodies before 2026 used `new_wa_id` and `new_user_id`. */
export function readSystem(member: Json): Content {
  const said = takingFrom(member)
  const bubble = addTexts<BubbleOf<'system'>>(
    { type: 'system' },
    {
      text: said.text('body'),
      change: said.text('type'),
      newUserId: said.text('wa_id') ?? said.text('new_wa_id'),
      newScopedId: said.text('user_id') ?? said.text('new_user_id'),
      previousScopedId: said.text('previous_user_id'),
      parentScopedId: said.text('parent_user_id'),
      previousParentScopedId: said.text('previous_parent_user_id'),
    },
  )
  const identity = said.take('identity', objectOf)
  if (identity) bubble.identity = identity
  return { bubble, rest: said.rest() }
}
