/** What the pages need of Markdown beyond the generator. */
export const repository = 'https://github.com/recado/recado'

/**
 * Pages of the guide name files of the repository from where they lie (`../../docs/api.md`), so that the links work in
 * a clone. On the site they lead to the repository.
 */
export function linksToRepository(md) {
  md.core.ruler.push('links-to-repository', ({ tokens }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const target = token.type === 'link_open' ? token.attrGet('href') : null
      if (target?.startsWith('../../'))
        token.attrSet('href', `${repository}/blob/main/${target.slice('../../'.length)}`)
    }
  })
}

/** `{{text}}` in code is a gap of a skill, and not the generator's. */
export function codeAsItStands(md) {
  md.core.ruler.push('code-as-it-stands', ({ tokens }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? []))
      if (token.type === 'code_inline') token.attrSet('v-pre', '')
  })
}
