/** The languages of the guide: navigation from the pages' titles, and the generator's own words. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { groups } from './pages.js'

const guide = fileURLToPath(new URL('../../../guide/', import.meta.url))

const words = {
  en: { label: 'English', lang: 'en' },
  es: {
    label: 'Español',
    lang: 'es',
    outline: 'En esta página',
    prev: 'Anterior',
    next: 'Siguiente',
    menu: 'Menú',
    top: 'Volver arriba',
    language: 'Cambiar de idioma',
    theme: 'Apariencia',
    toLight: 'Cambiar a modo claro',
    toDark: 'Cambiar a modo oscuro',
    skip: 'Ir al contenido',
    lost: ['PÁGINA NO ENCONTRADA', 'Esta dirección no lleva a ninguna página de la guía.', 'Ir al inicio'],
    search: ['Buscar', 'Sin resultados para', 'Borrar', 'Cerrar', 'Mostrar detalles', 'elegir', 'recorrer', 'cerrar'],
  },
  pt: {
    label: 'Português (Brasil)',
    lang: 'pt-BR',
    outline: 'Nesta página',
    prev: 'Anterior',
    next: 'Próxima',
    menu: 'Menu',
    top: 'Voltar ao topo',
    language: 'Mudar de idioma',
    theme: 'Aparência',
    toLight: 'Mudar para o modo claro',
    toDark: 'Mudar para o modo escuro',
    skip: 'Ir para o conteúdo',
    lost: ['PÁGINA NÃO ENCONTRADA', 'Este endereço não leva a nenhuma página do guia.', 'Ir para o início'],
    search: [
      'Buscar',
      'Nenhum resultado para',
      'Limpar',
      'Fechar',
      'Mostrar detalhes',
      'escolher',
      'percorrer',
      'fechar',
    ],
  },
}

export function localesOf() {
  return Object.fromEntries(
    Object.entries(words).map(([id, word]) => [
      id,
      {
        label: word.label,
        lang: word.lang,
        link: `/${id}/`,
        themeConfig: { ...themeOf(word), sidebar: sidebarOf(id) },
      },
    ]),
  )
}

localesOf.search = Object.fromEntries(
  Object.entries(words).flatMap(([id, { search }]) => (search ? [[id, { translations: searchOf(search) }]] : [])),
)

function themeOf({ outline, prev, next, menu, top, language, theme, toLight, toDark, skip, lost }) {
  if (outline === undefined) return {}
  const [title, quote, linkText] = lost
  return {
    outline: { level: [2, 3], label: outline },
    docFooter: { prev, next },
    sidebarMenuLabel: menu,
    returnToTopLabel: top,
    langMenuLabel: language,
    darkModeSwitchLabel: theme,
    lightModeSwitchTitle: toLight,
    darkModeSwitchTitle: toDark,
    skipToContentLabel: skip,
    notFound: { title, quote, linkText },
  }
}

function searchOf([button, none, reset, close, details, select, navigate, leave]) {
  return {
    button: { buttonText: button, buttonAriaLabel: button },
    modal: {
      displayDetails: details,
      resetButtonTitle: reset,
      backButtonTitle: close,
      noResultsText: none,
      footer: { selectText: select, navigateText: navigate, closeText: leave },
    },
  }
}

function sidebarOf(language) {
  return groups
    .map(({ title, pages }) => ({
      text: title[language],
      items: pages.filter((page) => existsSync(fileOf(language, page))).map((page) => itemOf(language, page)),
    }))
    .filter(({ items }) => items.length > 0)
}

const fileOf = (language, page) => `${guide}${language}/${page}.md`

function itemOf(language, page) {
  return { text: titleOf(language, page), link: `/${language}/${page === 'index' ? '' : page}` }
}

function titleOf(language, page) {
  const text = readFileSync(fileOf(language, page), 'utf8')
  return /^---\ntitle: (.+)\n---\n/.exec(text)?.[1] ?? page
}
