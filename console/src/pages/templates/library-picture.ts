/** A template of Meta's library as a phone shows it. Pure. */
import type { Item } from '../../../../sdk/client.ts'
import type { Words } from '../../words/words.tsx'
import { filledIn, type TemplateLike } from './slots.ts'

export type LibraryTemplate = Item<'browseTemplateLibrary'>

/** With Meta's examples in place of the variables; of a code WhatsApp writes the texts, in words like these. */
export function pictureOf({ category, components, params }: LibraryTemplate, t: Words['t']): TemplateLike {
  if (category === 'AUTHENTICATION')
    return {
      components: [
        { type: 'BODY', text: t('builder.code_preview') },
        { type: 'BUTTONS', buttons: [{ type: 'URL', text: t('builder.code_button') }] },
      ],
    }
  return filledIn({ components }, Object.fromEntries(params.map((value, at) => [`body.${at + 1}`, value])))
}
