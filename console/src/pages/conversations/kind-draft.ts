/** A message of any kind while somebody writes it: the request that it becomes, and how the person will see it. Pure. */
import type { Content } from '../../../../drawing/content.ts'
import type { Args } from '../../../../sdk/client.ts'
import { type FieldSpec, type FormSpec, type KindName, kinds, type Texts } from './kinds.ts'
import { contentOf, type Line } from './line-content.ts'

export type Body = Args<'sendMessage'>['body']

/** `texts` and each item: by the field's path. `choices`: by their names. */
export type Draft = { choices: Texts; texts: Texts; items: readonly Texts[] }

export function formOf(name: KindName, { choices }: Pick<Draft, 'choices'>): FormSpec {
  return kinds[name].form(choices)
}

export function emptyDraft(name: KindName): Draft {
  const choices = Object.fromEntries(kinds[name].choices.map(({ name: of, values }) => [of, values[0].value]))
  return { choices, texts: {}, items: Array.from({ length: formOf(name, { choices }).items?.min ?? 0 }, () => ({})) }
}

type Entry = readonly [path: string, value: unknown]

/** `target`: the person, the message that it quotes, and when it leaves. What is empty is left out. */
export function bodyOf(
  name: KindName,
  draft: Draft,
  target: { userId: string; replyTo?: string; sendAt?: string },
): Body {
  const { fixed, fields, items } = formOf(name, draft)
  const ofItems =
    items === undefined
      ? []
      : draft.items.flatMap((texts, at) => {
          const place = `${items.path}.${at}`
          const entries = [...Object.entries(items.fixed?.(at) ?? {}), ...written(items.fields, texts)]
          return [
            [place, {}],
            ...entries.map(([path, value]) => [`${place}.${path}`, value] as const),
          ] satisfies Entry[]
        })
  return nested([...Object.entries({ ...fixed, ...target }), ...written(fields, draft.texts), ...ofItems]) as Body
}

function written(fields: readonly FieldSpec[], texts: Texts): Entry[] {
  return fields.flatMap(({ path, also = {} }): Entry[] => {
    const text = texts[path] ?? ''
    return text.trim() === '' ? [] : [...Object.entries(also), [path, text]]
  })
}

type Node = { [key: string]: Node | unknown }

/** A number in a path is a place in a list. */
function nested(entries: readonly Entry[]): Node {
  const root: Node = {}
  for (const [path, value] of entries) {
    const keys = path.split('.')
    let node = root
    keys.forEach((key, at) => {
      const next = keys[at + 1]
      node[key] = next === undefined ? value : (node[key] ?? (/^\d+$/.test(next) ? [] : {}))
      node = node[key] as Node
    })
  }
  return root
}

/** The whole point as maps and chats write it, `-2.17, -79.92`, from whichever field it was put into; or undefined. */
export function pointIn(text: string): { lat: string; long: string } | undefined {
  const [, lat, long] = /^\s*([+-]?\d+\.\d+)\s*[,;]\s*([+-]?\d+\.\d+)\s*$/.exec(text) ?? []
  return lat === undefined || long === undefined ? undefined : { lat, long }
}

export function previewOf(body: Body): Content {
  const bubble = bubbleOf(body as Node) as Line['bubble']
  return contentOf({ by: 'bot', bubble }, { templates: [], nameOf: (type) => type })
}

/** As the history will have it (the gateway's `sentBubble`). */
function bubbleOf({ type, buttons, quick_replies, coordinates, parameters, ...rest }: Node): Node {
  const list = nodeOf(buttons)
  const { display_text, url, flow_cta, cards } = nodeOf(parameters)
  const goods = goodsOf(String(type), nodeOf(parameters))
  const { lat, long } = nodeOf(coordinates)
  return {
    ...rest,
    type: type === 'text' ? 'options' : type,
    ...(type === 'text' && { title: list.title, buttonText: nodeOf(list.buttonText).text, options: list.options }),
    ...(type === 'location' && { coordinates: { lat: Number(lat), long: Number(long) } }),
    ...(cards !== undefined && { cards: (cards as Node[]).map(cardOf) }),
    ...goods,
    ...{ replies: quick_replies, displayText: display_text, url, flowCta: flow_cta },
  }
}

/** Products, as the history has them. */
function goodsOf(type: string, parameters: Node): Node {
  const { catalog_id: catalogId, product_retailer_id: id, sections, product_items: items } = parameters
  const idsOf = (of: unknown) => ((of ?? []) as Node[]).map(({ product_retailer_id: one }) => one ?? '')
  const thumbnail = parameters.thumbnail_product_retailer_id
  switch (type) {
    case 'catalog_message':
      return { products: thumbnail === undefined ? [] : [thumbnail] }
    case 'product':
      return { catalogId, products: [id ?? ''] }
    case 'product_list':
      return {
        catalogId,
        sections: ((sections ?? []) as Node[]).map((one) => ({ products: idsOf(one.product_items) })),
      }
    case 'product_carousel':
      return { catalogId, products: idsOf(items) }
    default:
      return {}
  }
}

function cardOf({ type, header, body, action }: Node): Node {
  const { type: kind, ...files } = nodeOf(header)
  const { parameters, buttons } = nodeOf(action)
  const { display_text, url } = nodeOf(parameters)
  const replies = ((buttons ?? []) as Node[]).map(({ quick_reply }) => quick_reply)
  return {
    header: { kind, link: nodeOf(files[String(kind)]).link },
    text: nodeOf(body).text,
    action: { kind: type, displayText: display_text, url, replies },
  }
}

const nodeOf = (value: unknown) => (value ?? {}) as Node
