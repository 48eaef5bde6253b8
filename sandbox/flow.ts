/**
 * WhatsApp Flows as far as messages need them: a name, a status and the flow's JSON, whose screens the phone draws.
 * Only drafts can be changed or deleted; a published flow can be deprecated. In memory.
 */
import { isJson, type Json, listAt, parseJson, textAt } from './wire.ts'

export type FlowStatus = 'DRAFT' | 'PUBLISHED' | 'DEPRECATED' | 'BLOCKED' | 'THROTTLED'

export type Flow = {
  id: string
  wabaId: string
  name: string
  categories: readonly string[]
  status: FlowStatus
  endpointUri?: string
  /** Undefined until an asset is uploaded. */
  json?: Json
  updatedAt: number
}

export type FlowProblem = { error: string; message: string; path: string }

export type FlowStore = {
  get(id: string): Flow | undefined
  named(wabaId: string, name: string): Flow | undefined
  of(wabaId: string): readonly Flow[]
  all(): readonly Flow[]
  put(flow: Flow): void
  remove(id: string): void
  clear(): void
}

export function createFlowStore(): FlowStore {
  const byId = new Map<string, Flow>()
  const of = (wabaId: string) => [...byId.values()].filter((flow) => flow.wabaId === wabaId)
  return {
    get: (id) => byId.get(id),
    named: (wabaId, name) => of(wabaId).find((flow) => flow.name === name),
    of,
    all: () => [...byId.values()],
    put: (flow) => void byId.set(flow.id, flow),
    remove: (id) => void byId.delete(id),
    clear: () => byId.clear(),
  }
}

/** The problems of a flow's JSON; with none it may be published. */
export function problemsOf(json: unknown): readonly FlowProblem[] {
  if (!isJson(json)) return [{ error: 'INVALID_FLOW_JSON', message: 'The flow JSON is not a JSON object.', path: '' }]
  const problems: FlowProblem[] = []
  const required = (message: string, path: string) =>
    problems.push({ error: 'REQUIRED_PROPERTY_MISSING', message, path })
  if (!/^\d+\.\d+$/.test(textAt(json, 'version') ?? '')) required("Required property 'version' is missing.", 'version')
  const screens = listAt(json, 'screens')
  if (screens.length === 0) required("Required property 'screens' is missing or empty.", 'screens')
  const ids = new Set<string>()
  for (const [index, screen] of screens.entries()) {
    const path = `screens[${index}]`
    const id = textAt(screen, 'id')
    if (id === undefined) required("Required property 'id' is missing.", `${path}.id`)
    else if (!/^[A-Za-z_]+$/.test(id) || ids.has(id))
      problems.push({ error: 'INVALID_PROPERTY_VALUE', message: `Screen id '${id}' is not valid.`, path: `${path}.id` })
    if (id !== undefined) ids.add(id)
    if (!isJson(screen) || !isJson(screen.layout)) required("Required property 'layout' is missing.", `${path}.layout`)
  }
  return problems
}

/** From a client's text or object. */
export function flowJsonOf(value: unknown): unknown {
  return typeof value === 'string' ? parseJson(value) : value
}

/** The fields of the demo's form. */
const demoFields = [
  { type: 'TextHeading', text: '¿Cómo te contactamos?' },
  { type: 'TextInput', name: 'name', label: 'Nombre', required: true, 'input-type': 'text' },
  { type: 'TextInput', name: 'email', label: 'Correo', required: false, 'input-type': 'email' },
  {
    type: 'RadioButtonsGroup',
    name: 'topic',
    label: 'Tema',
    required: true,
    'data-source': [
      { id: 'sales', title: 'Ventas' },
      { id: 'support', title: 'Soporte' },
    ],
  },
  { type: 'OptIn', name: 'news', label: 'Quiero recibir novedades', required: false },
  {
    type: 'Footer',
    label: 'Enviar',
    'on-click-action': {
      name: 'complete',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the flow's own way to name a field's value
      payload: { name: '${form.name}', email: '${form.email}', topic: '${form.topic}', news: '${form.news}' },
    },
  },
]

/** The demo number's only flow: a short form with one screen. */
export function demoFlow(wabaId: string, now: number): Flow {
  const form = { type: 'Form', name: 'form', children: demoFields }
  const screen = {
    id: 'CONTACT',
    title: 'Contacto',
    terminal: true,
    success: true,
    data: {},
    layout: { type: 'SingleColumnLayout', children: [form] },
  }
  return {
    id: '500000000000001',
    wabaId,
    name: 'demo_flow',
    categories: ['CONTACT_US'],
    status: 'PUBLISHED',
    json: { version: '7.2', screens: [screen] },
    updatedAt: now,
  }
}
