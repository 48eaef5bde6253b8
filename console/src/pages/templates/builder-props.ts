/** What the parts of the form are given. */
import type { TemplateForm } from './form.ts'

/** `isFixed`: of a template that exists, which keeps its name and language. */
export type BuilderProps = {
  /** Whose token uploads samples. */
  botId: string
  form: TemplateForm
  isFixed?: boolean
  isCategoryFixed?: boolean
  /** Of a template that exists in another language. */
  isNameFixed?: boolean | undefined
  onChange: (patch: Partial<TemplateForm>) => void
}
